"""The scheduled function: every tenant's turn comes, whatever becomes of another's."""

import pytest

from chalicelib.endpoints.rotate import RotationIncomplete, rotate_handler
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.premises import premises, require_house_of
from chalicelib.tokens.key_ports import KeyKeeperFailed
from tests.builders import ACME, GLOBEX, a_tenant
from tests.fakes.invocation import Invocation
from tests.fakes.journal import Notes


class Directory:
    """Acme, Globex, and one whose publication broke off."""

    def all(self):
        return iter((ACME, "gone", GLOBEX))

    def find(self, slug):
        return None if slug == "gone" else a_tenant(slug)


def handler(rotate, notes=None):
    return rotate_handler(Directory(), Directory(), rotate, notes or Notes())


def test_every_tenant_that_is_published_has_its_turn():
    turns = []
    handler(lambda tenant: turns.append(tenant.id))(Invocation())
    assert sorted(turns) == [ACME, GLOBEX]


@pytest.mark.parametrize("failure", [KeyKeeperFailed("disabled"), StorageUnavailable("throttled")])
def test_one_that_fails_holds_up_nobody_and_is_told_of(failure):
    turns, notes = [], Notes()

    def rotate(tenant):
        if tenant.id == ACME:
            raise failure
        turns.append(tenant.id)

    with pytest.raises(RotationIncomplete, match="acme"):
        handler(rotate, notes)(Invocation())
    assert turns == [GLOBEX]
    assert notes.lines == [("rotation_failed", {"tenant": ACME, "reason": str(failure)})]


def test_what_nobody_foresaw_of_one_holds_up_nobody_either():
    turns, notes = [], Notes()

    def rotate(tenant):
        turns.append(tenant.id)
        if tenant.id in {ACME, GLOBEX}:
            raise ValueError("'ES1024' is not a valid algorithm")

    with pytest.raises(ValueError, match="ES1024"):
        handler(rotate, notes)(Invocation())
    assert sorted(turns) == [ACME, GLOBEX]
    assert {facts["tenant"] for _, facts in notes.lines} == {ACME, GLOBEX}
    assert notes.events() == ["rotation_failed", "rotation_failed"]


def test_each_tenant_has_its_turn_in_its_own_house():
    turns, notes = [], Notes()

    def rotate(tenant):
        turns.append(premises().tenant)
        require_house_of(GLOBEX)

    with pytest.raises(RotationIncomplete, match="acme"):
        handler(rotate, notes)(Invocation())
    assert sorted(turns) == [ACME, GLOBEX]
    assert notes.events() == ["fence_violation", "rotation_failed"]
    assert premises().tenant is None
