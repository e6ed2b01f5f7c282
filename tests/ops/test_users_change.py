"""Operators change people: whole, once, with a reason, and at one tenant only."""

import json
import re
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends

from ops import cli
from ops.surroundings import Surroundings
from tests.builders import ADA
from tests.ops.people import ACME, BECAUSE, DEVICES, GLOBEX, Office, publish_tenants, sign_in
from tests.support.outages import Trouble, spoiling

BY_ADDRESS = "ada@acme.test"


@pytest.fixture
def office(destination, monkeypatch, capsys) -> Office:
    impatient = SimpleNamespace(sleep=lambda _seconds: None)
    monkeypatch.setattr("chalicelib.adapters.dynamodb.table.time", impatient)
    surroundings = Surroundings(name="the pretend AWS", destination=destination)
    monkeypatch.setattr(cli, "find_surroundings", lambda _chosen, _environ: surroundings)
    publish_tenants(destination)
    sign_in(destination)
    sign_in(destination, GLOBEX)
    return Office(destination, capsys)


def roles_of(office: Office, tenant: str = "acme") -> list[str]:
    return [each["role"] for each in office.ask("roles", tenant, ADA)["roles"]]


def test_a_role_is_given_and_tokens_of_before_become_stale(office):
    before = office.of_tenant("globex")
    told = office.ask("roles", "acme", BY_ADDRESS, "--add", "admin", *BECAUSE)
    assert (told["changed"], told["roles_before"]) == (True, ["member", "staff"])
    assert told["roles"][0] == {"role": "admin", "from": ["granted"]}
    assert office.statuses() == {"3"}
    (line,) = office.trail()
    assert (line["event"], line["actor"], line["subject"]) == (
        "roles_changed",
        "operator:grace",
        ADA,
    )
    assert line["reason"] == "+admin: a ticket"
    assert office.of_tenant("globex") == before


def test_roles_as_they_were_are_said_to_be_so_and_nothing_is_written(office):
    before = office.of_tenant("acme")
    assert office.ask("roles", "acme", ADA, "--set", "", *BECAUSE)["changed"] is False
    assert office.of_tenant("acme") == before
    _, told = office.say("roles", "acme", ADA, "--set", "", *BECAUSE)
    assert told.splitlines()[0] == f"{ADA}: nothing to change, roles are"


def test_roles_are_set_added_and_removed(office):
    office.ask("roles", "acme", ADA, "--set", "admin", "--set", "member", *BECAUSE)
    assert roles_of(office) == ["admin", "member", "staff"]
    office.ask("roles", "acme", ADA, "--remove", "admin", "--add", "staff", *BECAUSE)
    assert roles_of(office) == ["member", "staff"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--add", "amdin"), "'amdin' is not a role of this tenant; did you mean admin?"),
        (("--remove", "staff"), "it comes by rule: the rule email_domain = acme.test"),
        (("--remove", "admin"), "'admin' is not a role of this person"),
    ],
)
def test_a_change_that_cannot_be_made_says_why_and_changes_nothing(office, words, told):
    before = office.of_tenant("acme")
    status, answer = office.say("roles", "acme", ADA, *words, *BECAUSE)
    assert (status, told in answer) == (1, True)
    assert office.of_tenant("acme") == before


def test_roles_are_either_set_or_added_and_removed(office):
    before = office.of_tenant("acme")
    words = ("--add", "admin", "--set", "member", *BECAUSE)
    status, told = office.say("roles", "acme", ADA, *words, "--json")
    assert (status, json.loads(told)["ok"]) == (2, False)
    assert office.of_tenant("acme") == before


def test_the_trail_names_who_ran_the_command_when_nobody_said(office, monkeypatch):
    monkeypatch.setenv("LOGNAME", "hopper")
    office.ask("disable", "acme", ADA)
    (line,) = [line for line in office.trail() if line["event"] == "user_disabled"]
    assert (line["actor"], line.get("reason")) == ("operator:hopper", None)


def test_at_a_terminal_erasing_says_first_what_it_would_erase(office, monkeypatch):
    before = office.of_tenant("acme")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    status, told = office.say("erase", "acme", BY_ADDRESS, *BECAUSE)
    assert status == 2
    assert f"this would erase {ADA} of acme for good, with 2 sessions, 2 grants and" in told
    assert office.of_tenant("acme") == before


def test_a_program_that_says_erase_means_it(office, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: False))
    assert office.ask("erase", "acme", BY_ADDRESS, *BECAUSE)["erased"] is True


def test_who_is_disabled_has_nothing_left_and_may_come_back_when_enabled(office):
    before = office.of_tenant("globex")
    assert office.ask("disable", "acme", BY_ADDRESS, *BECAUSE)["changed"] is True
    left = office.ask("show", "acme", ADA)
    assert (left["person"]["state"], left["sessions"], left["grants"]) == ("disabled", [], [])
    assert office.statuses() == {"1"}
    assert office.ask("disable", "acme", BY_ADDRESS, *BECAUSE)["changed"] is False
    assert office.ask("enable", "acme", BY_ADDRESS, *BECAUSE)["changed"] is True
    assert office.ask("enable", "acme", BY_ADDRESS, *BECAUSE)["changed"] is False
    assert office.ask("show", "acme", ADA)["person"]["state"] == "active"
    assert office.of_tenant("globex") == before
    events = [line["event"] for line in office.trail()]
    assert (events.count("user_disabled"), events.count("user_enabled")) == (1, 1)


WORDS = frozenset({BY_ADDRESS, "Lovelace", "1157", *(device.address for device in DEVICES)})


def personal(office: Office) -> set[str]:
    """Which words about Ada, and where she was, acme's table still has."""
    # Not as a part of another: four digits stand in some hash or other by chance.
    telling = {word: re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])") for word in WORDS}
    items = office.of_tenant("acme")
    return {word for word, told in telling.items() if any(map(told.search, items))}


def test_who_is_erased_leaves_nothing_that_tells_who_they_were(office):
    before = office.of_tenant("globex")
    assert personal(office) == WORDS
    office.ask("erase", "acme", BY_ADDRESS, "--yes", *BECAUSE)
    assert personal(office) == set()
    assert office.say("show", "acme", ADA)[0] == 1
    assert office.say("erase", "acme", BY_ADDRESS, "--yes", *BECAUSE)[0] == 1
    assert office.statuses() == {"1"}
    assert office.of_tenant("globex") == before
    assert {line["subject"] for line in office.trail()} == {ADA}


def test_also_what_ended_long_before_is_forgotten_with_a_person(office):
    office.ask("sessions", "acme", ADA, "--end-all", *BECAUSE)
    office.ask("erase", "acme", ADA, "--yes", *BECAUSE)
    assert personal(office) == set()


def test_who_comes_back_after_an_erasure_is_somebody_new(office):
    office.ask("roles", "acme", ADA, "--add", "admin", *BECAUSE)
    office.ask("erase", "acme", ADA, "--yes", *BECAUSE)
    sign_in(office.destination, user_id="n" * 43)
    (person,) = office.ask("find", "acme", BY_ADDRESS)["people"]
    assert (person["sub"], person["roles"]) == ("n" * 43, ["member", "staff"])


def is_in(office: Office) -> bool:
    """Whether anything of the old Ada's still opens something."""
    families, sessions = office.families().of(ACME, ADA), office.sessions().of(ACME, ADA)
    return bool(families or sessions)


COMMANDS = {
    "roles": ("roles", "acme", BY_ADDRESS, "--add", "admin", *BECAUSE),
    "disable": ("disable", "acme", BY_ADDRESS, *BECAUSE),
    "erase": ("erase", "acme", BY_ADDRESS, "--yes", *BECAUSE),
}


def pretend_table(office: Office) -> Any:
    """Without its API, which would be forty times slower."""
    (account,) = dynamodb_backends
    return dynamodb_backends[account]["us-east-1"].tables[office.destination.table]


def calls_of(office: Office, command: str) -> int:
    with spoiling(0, Trouble.LOST, office.destination.dynamodb()) as counter:
        assert office.say(*COMMANDS[command])[0] == 0
    return counter.calls


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_breaks_off_is_completed_by_the_same_command(office, command, trouble):
    as_it_was = deepcopy(pretend_table(office).items)
    calls = calls_of(office, command)
    for nth in range(1, calls + 1):
        pretend_table(office).items = deepcopy(as_it_was)
        with spoiling(nth, trouble, office.destination.dynamodb()) as spoiler:
            status, told = office.say(*COMMANDS[command])
        assert spoiler.struck is not None
        assert status == 2, told
        if command == "erase":
            require_no_remnant_opens(office)
        status, told = office.say(*COMMANDS[command])
        # Of an erasure that was done and not heard of, the second says that nobody is there.
        assert status == 0 or (command, nth) == ("erase", calls), told
        DONE[command](office)


def require_no_remnant_opens(office: Office) -> None:
    """As soon as the first identity is gone everything of the person has ended."""
    is_known = any("IDENTITY" in item for item in office.of_tenant("acme"))
    assert is_known or not is_in(office)


def roles_are_told(office: Office) -> None:
    assert roles_of(office) == ["admin", "member", "staff"]
    assert office.statuses() == {"3"}
    assert len(office.trail()) == 1


def is_kept_out(office: Office) -> None:
    assert office.ask("show", "acme", ADA)["person"]["state"] == "disabled"
    assert (is_in(office), office.statuses()) == (False, {"1"})


def is_forgotten(office: Office) -> None:
    assert personal(office) == set()
    assert (is_in(office), office.statuses()) == (False, {"1"})


DONE = {"roles": roles_are_told, "disable": is_kept_out, "erase": is_forgotten}
