"""A code at the token endpoint, over ports kept in memory: what it begins, what outages cost."""

import pytest

from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.status import Status
from chalicelib.tokens.family_ports import RefreshKeyUnavailable
from chalicelib.tokens.ports import SigningUnavailable
from tests.builders import ACME, ADA, GLOBEX, a_session, a_tenant, an_event
from tests.fakes.clock import NOON
from tests.fakes.signer import read
from tests.fakes.store import memory_store
from tests.support.desk import Desk, furnish, open_desk


@pytest.fixture
def desk() -> Desk:
    return open_desk(furnish(memory_store()))


def test_a_code_becomes_tokens_of_the_person(desk: Desk) -> None:
    reply = desk.redeem()
    assert reply.status == 200
    for token in ("access_token", "id_token"):
        assert read(reply.body[token])["sub"] == ADA
    assert reply.body["refresh_token"]


def test_every_code_begins_a_family_and_only_some_clients_may_refresh_it(desk: Desk) -> None:
    plain = desk.tokens("acme-plain")
    assert "refresh_token" not in plain
    (family,) = desk.store.families.of(ACME, ADA)
    assert family.key == read(plain["access_token"])["grant_id"]
    assert family.expires_at == NOON + plain["expires_in"]
    assert desk.store.families.of(GLOBEX, ADA) == ()


def test_every_family_has_a_place_of_its_own(desk: Desk) -> None:
    places = {str(read(desk.tokens()["access_token"])["status"]) for _ in range(20)}
    assert len(places) == 20


@pytest.mark.parametrize("failures", [1, 2])
def test_a_code_survives_an_outage_of_the_signer(desk: Desk, failures: int) -> None:
    """ADR 10: the client's honest retry is no replay."""
    for _ in range(2):
        desk.signer.failures = failures
        with pytest.raises(SigningUnavailable):
            desk.redeem()
        assert desk.store.families.of(ACME, ADA) == ()
    assert desk.redeem().status == 200
    assert len(desk.store.families.of(ACME, ADA)) == 1


def test_a_code_survives_an_outage_of_the_refresh_keys(desk: Desk) -> None:
    desk.refresh_keys.failures = 1
    with pytest.raises(RefreshKeyUnavailable):
        desk.redeem()
    assert desk.redeem().status == 200


def test_a_code_survives_a_family_that_could_not_be_stored() -> None:
    def refuse(*_: object) -> None:
        broken.pop()
        raise StorageUnavailable("throttled")

    class Broken:
        def __init__(self, families: object) -> None:
            self.families = families

        def __getattr__(self, name: str) -> object:
            return refuse if name == "open" and broken else getattr(self.families, name)

    broken = [True]
    desk = open_desk(furnish(memory_store()), Broken)
    with pytest.raises(StorageUnavailable):
        desk.redeem()
    assert desk.redeem().status == 200


def test_a_resource_that_was_not_granted_does_not_cost_the_code(desk: Desk) -> None:
    assert desk.redeem(resource="https://api.globex.test").body["error"] == "invalid_target"
    assert desk.redeem().status == 200


def test_a_code_that_is_reused_ends_the_family_that_it_began(desk: Desk) -> None:
    """TOK-6."""
    first = desk.redeem().body
    assert desk.redeem().body["error"] == "invalid_grant"
    assert desk.status_of(read(first["access_token"])) is Status.INVALID
    assert desk.refresh(first["refresh_token"]).body["error"] == "invalid_grant"
    (line,) = desk.store.trail(ACME)
    assert (line.event, line.subject) == (Audited.CODE_REUSED, ADA)
    assert "code_reused" in desk.journal.events()


def test_a_code_that_is_reused_ends_its_family_after_any_number_of_refreshes(desk: Desk) -> None:
    newest = desk.redeem().body
    for _ in range(3):
        newest = desk.refresh(newest["refresh_token"]).body
    desk.redeem()
    assert desk.status_of(read(newest["access_token"])) is Status.INVALID
    assert desk.refresh(newest["refresh_token"]).body["error"] == "invalid_grant"


def test_a_code_that_issued_tokens_is_reused_whatever_the_signer_does(desk: Desk) -> None:
    first = desk.redeem().body
    desk.signer.failures = 1
    assert desk.redeem().body["error"] == "invalid_grant"
    assert desk.status_of(read(first["access_token"])) is Status.INVALID


def test_no_other_client_or_tenant_ends_a_family_with_a_code_that_is_not_theirs(
    desk: Desk,
) -> None:
    first = desk.redeem().body
    assert desk.redeem(client_id="acme-other").body["error"] == "invalid_grant"
    assert desk.redeem(tenant=a_tenant(GLOBEX)).status == 200  # its own code of that name
    assert desk.redeem(tenant=a_tenant(GLOBEX)).body["error"] == "invalid_grant"
    assert desk.status_of(read(first["access_token"])) is Status.VALID
    assert desk.refresh(first["refresh_token"]).status == 200


def test_a_code_that_is_reused_while_it_is_redeemed_issues_nothing_that_lives() -> None:
    """The second comes after the code was claimed, before its family has begun."""

    class Overtaken:
        def __init__(self, families: object) -> None:
            self.families = families

        def __getattr__(self, name: str) -> object:
            if name == "open" and reuses:
                reuses.pop()
                assert desk.redeem().body["error"] == "invalid_grant"
            return getattr(self.families, name)

    reuses = [True]
    desk = open_desk(furnish(memory_store()), Overtaken)
    tokens = desk.redeem().body
    assert desk.status_of(read(tokens["access_token"])) is Status.INVALID
    assert desk.refresh(tokens["refresh_token"]).body["error"] == "invalid_grant"
    assert desk.store.families.of(ACME, ADA) == ()


def test_somebody_disabled_since_gets_nothing_for_their_code(desk: Desk) -> None:
    desk.store.disable(ACME, ADA, NOON)
    reply = desk.redeem()
    assert reply.body["error"] == "invalid_grant"
    assert desk.store.families.of(ACME, ADA) == ()
    assert desk.redeem(tenant=a_tenant(GLOBEX)).status == 200


def test_a_session_that_ended_since_gives_nothing_for_its_code(desk: Desk) -> None:
    desk.store.session_ends.end(ACME, a_session(), [], an_event())
    assert desk.redeem().body["error"] == "invalid_grant"
    assert desk.redeem(tenant=a_tenant(GLOBEX)).status == 200


def test_roles_that_changed_since_make_the_first_tokens_stale(desk: Desk) -> None:
    code, other = desk.code(), desk.code(GLOBEX)
    desk.store.grant_role(ACME, ADA, "admin")
    first = desk.redeem(code).body
    claims = read(first["access_token"])
    assert "admin" not in claims["roles"]
    assert desk.status_of(claims) is Status.STALE
    second = read(desk.refresh(first["refresh_token"]).body["access_token"])
    assert "admin" in second["roles"]
    assert desk.status_of(second) is Status.VALID
    elsewhere = desk.redeem(other, tenant=a_tenant(GLOBEX)).body
    assert desk.status_of(read(elsewhere["access_token"]), GLOBEX) is Status.VALID
