"""Work is done in one house at a time, and there is no door from one into another."""

import ast
from pathlib import Path

import pytest

from chalicelib.adapters.system import Threads
from chalicelib.tenancy.premises import (
    FenceViolation,
    in_house_of,
    premises,
    publishing,
    require_house_of,
    surveying,
)
from tests.builders import ACME, GLOBEX


def test_who_entered_no_house_is_in_none():
    assert premises().tenant is None
    with pytest.raises(FenceViolation, match="work for no tenant asked for something of acme"):
        require_house_of(ACME)


def test_a_house_is_left_at_the_end_also_of_a_failure():
    with pytest.raises(ZeroDivisionError), in_house_of(ACME):
        1 / 0  # noqa: B018
    assert premises().tenant is None


def test_there_is_no_door_between_two_houses():
    with in_house_of(ACME):
        told = "the work for acme entered the house of globex"
        with pytest.raises(FenceViolation, match=told), in_house_of(GLOBEX):
            pass
        with pytest.raises(FenceViolation, match=told), publishing(GLOBEX):
            pass
        require_house_of(ACME)
        with pytest.raises(FenceViolation):
            require_house_of(GLOBEX)


def test_entering_again_changes_nothing_for_a_request_nor_for_an_operator():
    with publishing(ACME), in_house_of(ACME):
        assert premises().publishes
    with in_house_of(ACME), in_house_of(ACME):
        assert not premises().publishes


@pytest.mark.parametrize("name", ["", "acme#USER", "acme#", "ACME", "../acme", "T#acme", "a b"])
def test_a_name_that_no_tenant_could_have_is_nobodys_house(name):
    with in_house_of(name):
        assert premises().tenant is None


def test_a_command_may_look_into_all_houses_and_comes_back():
    with publishing(ACME):
        with surveying():
            assert (premises().tenant, premises().publishes) == (None, False)
        require_house_of(ACME)


def test_nothing_that_runs_in_production_looks_around_or_publishes():
    doors = {"surveying", "publishing"}
    for file in Path("chalicelib").rglob("*.py"):
        if file.name != "premises.py":
            tree = ast.walk(ast.parse(file.read_text()))
            imported = {node.name for node in tree if isinstance(node, ast.alias)}
            assert not doors & imported, file


def test_threads_that_work_for_a_request_are_in_its_house():
    together = Threads()

    def where() -> str | None:
        return premises().tenant

    with in_house_of(ACME):
        assert together(where, where, where) == [ACME] * 3
    with in_house_of(GLOBEX):  # the same threads, for somebody else
        assert together(where, where, where) == [GLOBEX] * 3
    assert together(where, where, where) == [None] * 3
