"""The refresh_token grant, over ports kept in memory."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.flows.token_request import Reply
from chalicelib.tenancy.audit import Audited, Cause
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.status import Status
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import RefreshKeyUnavailable
from chalicelib.tokens.ports import SigningUnavailable
from tests.builders import (
    ACME,
    ADA,
    API,
    GLOBEX,
    a_key,
    a_role_book,
    a_session,
    a_tenant,
)
from tests.fakes.clock import NOON
from tests.fakes.signer import read
from tests.fakes.store import memory_store
from tests.support.desk import CLIENTS, Desk, furnish, open_desk, place_of

DAY = 24 * 3600
OFFLINE = ("openid", "email", "offline_access")
CAUSE = Cause("person")


@pytest.fixture
def desk() -> Desk:
    return open_desk(furnish(memory_store()))


def error(reply: Reply) -> object:
    assert reply.status == 400, reply.body
    return reply.body["error"]


def access(tokens: Any) -> dict[str, Any]:
    return read(tokens["access_token"])


def only_family(desk: Desk) -> RefreshFamily:
    (family,) = desk.store.families.of(ACME, ADA)
    return family


def test_a_refresh_token_becomes_new_tokens_of_the_same_grant(desk: Desk) -> None:
    first = desk.tokens()
    desk.store.clock.advance(900)
    second = desk.refresh(first["refresh_token"]).body
    before, now = access(first), access(second)
    for same in ("iss", "sub", "aud", "client_id", "sid", "grant_id", "auth_time", "status"):
        assert now[same] == before[same]
    assert now["iat"] == NOON + 900
    assert now["jti"] != before["jti"]
    assert second["scope"] == first["scope"]
    assert second["refresh_token"] != first["refresh_token"]
    assert desk.refresh(second["refresh_token"]).status == 200


def test_the_id_token_of_a_refresh_speaks_of_the_first_sign_in(desk: Desk) -> None:
    """RT-3; OpenID Connect Core section 12.2."""
    first = desk.tokens(amr=("pwd",), acr="gold")
    desk.store.clock.advance(900)
    second = desk.refresh(first["refresh_token"]).body
    before, now = read(first["id_token"]), read(second["id_token"])
    for same in ("iss", "sub", "aud", "auth_time", "sid", "acr", "amr"):
        assert now[same] == before[same]
    assert before["nonce"]
    assert "nonce" not in now
    assert (now["iat"], now["exp"]) == (NOON + 900, NOON + 1500)


def test_claims_of_an_id_token_are_looked_up_anew(desk: Desk) -> None:
    first = desk.tokens(id_token_claims={"email": "as-it-was@acme.test"})
    second = desk.refresh(first["refresh_token"]).body
    assert read(first["id_token"])["email"] == "as-it-was@acme.test"
    assert read(second["id_token"])["email"] == "ada@acme.test"


def test_fewer_scopes_may_be_asked_for_and_the_next_time_all_of_them_again(desk: Desk) -> None:
    """RFC 6749 section 6."""
    first = desk.tokens()
    narrow = desk.refresh(first["refresh_token"], scope="email").body
    assert narrow["scope"] == access(narrow)["scope"] == "email"
    assert "id_token" not in narrow
    wide = desk.refresh(narrow["refresh_token"]).body
    assert wide["scope"] == first["scope"]


@pytest.mark.parametrize("scope", ["openid profile", "orders:read", "offline_access", " "])
def test_more_than_was_granted_is_refused_and_costs_nothing(desk: Desk, scope: str) -> None:
    first = desk.tokens()
    before = only_family(desk)
    assert error(desk.refresh(first["refresh_token"], scope=scope)) == "invalid_scope"
    assert only_family(desk) == before
    desk.store.clock.advance(DAY)
    assert desk.refresh(first["refresh_token"]).status == 200


def test_fewer_apis_may_be_named_and_the_next_time_all_of_them_again(desk: Desk) -> None:
    """RFC 8707 section 2.2."""
    first = desk.tokens(audiences=(API, "https://b.test"))
    narrow = desk.refresh(first["refresh_token"], resource="https://b.test").body
    assert access(narrow)["aud"] == "https://b.test"
    wide = desk.refresh(narrow["refresh_token"]).body
    assert access(wide)["aud"] == [API, "https://b.test"]


def test_another_api_is_refused_and_costs_nothing(desk: Desk) -> None:
    first = desk.tokens()
    before = only_family(desk)
    reply = desk.refresh(first["refresh_token"], resource="https://b.test")
    assert error(reply) == "invalid_target"
    assert only_family(desk) == before
    assert desk.refresh(first["refresh_token"]).status == 200


def test_roles_are_those_of_now_and_have_a_place_of_their_own(desk: Desk) -> None:
    first = desk.tokens()
    desk.store.grant_role(ACME, ADA, "admin")
    desk.store.families.mark_stale(ACME, [only_family(desk)], NOON)
    second = desk.refresh(first["refresh_token"]).body
    assert "admin" in access(second)["roles"]
    assert place_of(access(second)) != place_of(access(first))
    assert desk.status_of(access(first)) is Status.STALE
    assert desk.status_of(access(second)) is Status.VALID
    third = desk.refresh(second["refresh_token"]).body
    assert place_of(access(third)) == place_of(access(second))


def test_a_family_that_ends_takes_its_newest_place_along(desk: Desk) -> None:
    first = desk.tokens()
    desk.store.grant_role(ACME, ADA, "admin")
    second = desk.refresh(first["refresh_token"]).body
    desk.end_session.all_of(a_tenant(), ADA, CAUSE)
    assert desk.status_of(access(second)) is Status.INVALID


def test_somebody_disabled_gets_nothing_and_loses_nothing_by_asking(desk: Desk) -> None:
    first, elsewhere = desk.tokens(), desk.redeem(tenant=a_tenant(GLOBEX)).body
    desk.store.disable(ACME, ADA, NOON)
    assert error(desk.refresh(first["refresh_token"])) == "invalid_grant"
    assert only_family(desk).generation == 1
    assert desk.refresh(elsewhere["refresh_token"], a_tenant(GLOBEX)).status == 200


def test_a_family_ends_with_its_session_unless_it_may_stay(desk: Desk) -> None:
    """OpenID Connect Core section 11."""
    bound, staying = desk.tokens(), desk.tokens(scopes=OFFLINE)
    elsewhere = desk.redeem(tenant=a_tenant(GLOBEX)).body
    desk.end_session(a_tenant(), a_session(), CAUSE)
    assert error(desk.refresh(bound["refresh_token"])) == "invalid_grant"
    assert desk.status_of(access(bound)) is Status.INVALID
    assert desk.refresh(staying["refresh_token"]).status == 200
    assert desk.status_of(access(staying)) is Status.VALID
    assert desk.refresh(elsewhere["refresh_token"], a_tenant(GLOBEX)).status == 200


def test_a_session_that_was_left_alone_for_long_does_not_end_its_families(desk: Desk) -> None:
    first = desk.tokens()
    desk.store.clock.advance(9 * 3600)
    assert desk.refresh(first["refresh_token"]).status == 200


def test_the_client_that_signs_somebody_out_may_not_stay_either(desk: Desk) -> None:
    own, other = desk.tokens(scopes=OFFLINE), desk.tokens("acme-other", scopes=OFFLINE)
    desk.end_session(a_tenant(), a_session(), CAUSE, "acme-web")
    assert error(desk.refresh(own["refresh_token"])) == "invalid_grant"
    assert desk.refresh(other["refresh_token"], client_id="acme-other").status == 200


def test_a_connection_that_was_removed_vouches_for_nobody_any_longer(desk: Desk) -> None:
    first = desk.tokens(scopes=OFFLINE)
    elsewhere = desk.redeem(tenant=a_tenant(GLOBEX)).body
    desk.store.publisher.publish(a_tenant(), (), a_role_book(), CLIENTS, (a_key(),), "new")
    assert error(desk.refresh(first["refresh_token"])) == "invalid_grant"
    assert desk.refresh(elsewhere["refresh_token"], a_tenant(GLOBEX)).status == 200


def test_another_clients_token_is_refused_and_nothing_ends(desk: Desk) -> None:
    first = desk.tokens()
    used = desk.refresh(first["refresh_token"]).body
    desk.store.clock.advance(DAY)
    for stolen in (first, used):
        reply = desk.refresh(stolen["refresh_token"], client_id="acme-other")
        assert error(reply) == "invalid_grant"
    assert desk.refresh(used["refresh_token"]).status == 200
    assert desk.store.trail(ACME) == []


def test_another_tenants_token_is_refused_and_nothing_ends(desk: Desk) -> None:
    first = desk.tokens()
    used = desk.refresh(first["refresh_token"]).body
    desk.store.clock.advance(DAY)
    for stolen in (first, used):
        reply = desk.refresh(stolen["refresh_token"], a_tenant(GLOBEX))
        assert error(reply) == "invalid_grant"
    assert desk.refresh(used["refresh_token"]).status == 200
    assert desk.store.trail(ACME) == desk.store.trail(GLOBEX) == []


@pytest.mark.parametrize("rotations", range(1, 7))
def test_a_token_that_is_replayed_ends_the_whole_family(desk: Desk, rotations: int) -> None:
    """RFC 9700 section 4.14.2."""
    first = newest = desk.tokens()
    for _ in range(rotations):
        newest = desk.refresh(newest["refresh_token"]).body
    other = desk.tokens()
    desk.store.clock.advance(60)
    assert error(desk.refresh(first["refresh_token"])) == "invalid_grant"
    assert error(desk.refresh(newest["refresh_token"])) == "invalid_grant"
    assert desk.status_of(access(first)) is desk.status_of(access(newest)) is Status.INVALID
    (line,) = desk.store.trail(ACME)
    assert (line.event, line.subject) == (Audited.REFRESH_TOKEN_REPLAYED, ADA)
    assert line.object == access(first)["grant_id"]
    assert "refresh_token_replayed" in desk.journal.events()
    assert desk.refresh(other["refresh_token"]).status == 200


def test_a_replay_is_written_down_once(desk: Desk) -> None:
    first = desk.tokens()
    desk.refresh(first["refresh_token"])
    desk.store.clock.advance(60)
    for _ in range(3):
        assert error(desk.refresh(first["refresh_token"])) == "invalid_grant"
    assert len(desk.store.trail(ACME)) == 1


def test_a_guessed_token_looks_up_nothing() -> None:
    class Untouched:
        def __init__(self, families: object) -> None:
            self.families = families

        def __getattr__(self, name: str) -> object:
            touched.append(name)
            return getattr(self.families, name)

    touched: list[str] = []
    desk = open_desk(furnish(memory_store()), Untouched)
    genuine = desk.tokens()["refresh_token"]
    touched.clear()
    version, rest = genuine.split(".", 1)
    for guess in ("", "x", genuine[:-1], genuine + "=", f"2.{rest}", f"9{version}.{rest}"):
        assert desk.refresh(guess).body["error"] in {"invalid_grant", "invalid_request"}
    assert error(desk.refresh(genuine, a_tenant(GLOBEX))) == "invalid_grant"
    assert touched == []
    assert desk.refresh(genuine).status == 200
    assert touched == ["standing", "use"]


def test_whoever_did_not_get_the_answer_gets_the_same_successor(desk: Desk) -> None:
    """ADR 10: a lost answer logs nobody out."""
    first = desk.tokens()
    second = desk.refresh(first["refresh_token"]).body
    desk.store.clock.advance(59)
    again = desk.refresh(first["refresh_token"]).body
    assert again["refresh_token"] == second["refresh_token"]
    assert access(again)["jti"] != access(second)["jti"]
    assert only_family(desk).generation == 2


def test_a_hasty_clients_answer_must_not_get_lost(desk: Desk) -> None:
    """A tenant may choose to forgive nothing."""
    first = desk.tokens("acme-hasty")
    desk.refresh(first["refresh_token"], client_id="acme-hasty")
    reply = desk.refresh(first["refresh_token"], client_id="acme-hasty")
    assert error(reply) == "invalid_grant"
    assert desk.status_of(access(first)) is Status.INVALID


@pytest.mark.parametrize("client_id", ["acme-web", "acme-hasty"])
@pytest.mark.parametrize("failures", [1, 2])
def test_an_outage_of_the_signer_is_no_replay_for_ten_minutes(
    desk: Desk, client_id: str, failures: int
) -> None:
    first = desk.tokens(client_id)
    for _ in range(3):
        desk.signer.failures = failures
        with pytest.raises(SigningUnavailable):
            desk.refresh(first["refresh_token"], client_id=client_id)
        desk.store.clock.advance(599)
    again = desk.refresh(first["refresh_token"], client_id=client_id)
    assert again.status == 200
    assert desk.refresh(again.body["refresh_token"], client_id=client_id).status == 200


def test_after_a_long_outage_a_used_token_is_a_replay_again(desk: Desk) -> None:
    first = desk.tokens()
    desk.signer.failures = 1
    with pytest.raises(SigningUnavailable):
        desk.refresh(first["refresh_token"])
    desk.store.clock.advance(660)
    assert error(desk.refresh(first["refresh_token"])) == "invalid_grant"
    assert desk.status_of(access(first)) is Status.INVALID


def test_an_outage_of_the_refresh_keys_costs_nothing(desk: Desk) -> None:
    first = desk.tokens()
    desk.refresh_keys.failures = 1
    with pytest.raises(RefreshKeyUnavailable):
        desk.refresh(first["refresh_token"])
    desk.store.clock.advance(DAY)
    assert desk.refresh(first["refresh_token"]).status == 200


def test_a_token_outlives_a_new_version_of_the_key_that_proves_it(desk: Desk) -> None:
    first = desk.tokens()
    desk.refresh_keys.versions = 2
    second = desk.refresh(first["refresh_token"]).body
    assert second["refresh_token"].startswith("1.2.")
    assert desk.tokens()["refresh_token"].startswith("2.1.")
    desk.store.clock.advance(60)
    assert desk.refresh(second["refresh_token"]).status == 200


def test_a_client_whose_tokens_are_not_rotated_keeps_its_token(desk: Desk) -> None:
    """FAPI 2.0 section 5.3.2.1."""
    first = desk.tokens("acme-keeps")
    for _ in range(6):
        desk.store.clock.advance(4 * DAY)
        again = desk.refresh(first["refresh_token"], client_id="acme-keeps").body
        assert again["refresh_token"] == first["refresh_token"]
    assert only_family(desk).last_used_at == NOON + 24 * DAY


def test_a_family_that_nobody_uses_ends_by_itself(desk: Desk) -> None:
    idle = desk.tokens(scopes=OFFLINE)
    used = desk.tokens(scopes=OFFLINE)
    desk.store.clock.advance(30 * DAY - 1)
    used = desk.refresh(used["refresh_token"]).body
    desk.store.clock.advance(1)
    assert error(desk.refresh(idle["refresh_token"])) == "invalid_grant"
    assert desk.refresh(used["refresh_token"]).status == 200


def test_no_family_lives_for_ever(desk: Desk) -> None:
    tokens = desk.tokens(scopes=OFFLINE)
    for _ in range(17):
        desk.store.clock.advance(10 * DAY)
        tokens = desk.refresh(tokens["refresh_token"]).body
    desk.store.clock.advance(10 * DAY - 1)
    tokens = desk.refresh(tokens["refresh_token"]).body
    desk.store.clock.advance(1)
    assert error(desk.refresh(tokens["refresh_token"])) == "invalid_grant"


Step = Callable[[], object]


class Interrupted:
    """Families between whose `standing` and `use` something else happens, once."""

    def __init__(self, families: Any) -> None:
        self.families = families
        self.meanwhile: list[Step] = []

    def __getattr__(self, name: str) -> Any:
        if name == "use" and self.meanwhile:
            self.meanwhile.pop()()
        return getattr(self.families, name)


def interrupted_desk() -> tuple[Desk, Callable[[Step], None]]:
    """A desk, and how something is made to happen in the middle of its next refresh."""
    wrapped: list[Interrupted] = []

    def wrap(families: Any) -> Any:
        wrapped.append(Interrupted(families))
        return wrapped[0]

    desk = open_desk(furnish(memory_store()), wrap)
    return desk, wrapped[0].meanwhile.append


def test_whoever_loses_the_race_gets_the_winners_successor() -> None:
    desk, meanwhile = interrupted_desk()
    first = desk.tokens()
    won: list[Reply] = []
    meanwhile(lambda: won.append(desk.refresh(first["refresh_token"])))
    lost = desk.refresh(first["refresh_token"])
    assert lost.body["refresh_token"] == won[0].body["refresh_token"]
    assert only_family(desk).generation == 2


def test_a_family_that_ends_in_the_middle_of_a_refresh_issues_nothing() -> None:
    desk, meanwhile = interrupted_desk()
    first = desk.tokens()
    meanwhile(lambda: desk.end_session.all_of(a_tenant(), ADA, CAUSE))
    assert error(desk.refresh(first["refresh_token"])) == "invalid_grant"
    assert desk.status_of(access(first)) is Status.INVALID


def test_a_use_whose_answer_never_came_is_asked_for_again() -> None:
    desk, meanwhile = interrupted_desk()

    def happen_and_fail() -> None:
        desk.refresh(first["refresh_token"])
        raise StorageUnavailable("its answer was lost")

    first = desk.tokens()
    meanwhile(happen_and_fail)
    with pytest.raises(StorageUnavailable):
        desk.refresh(first["refresh_token"])
    desk.store.clock.advance(59)
    assert desk.refresh(first["refresh_token"]).status == 200


def test_whoever_loses_the_race_holds_no_token_that_outlives_the_family() -> None:
    """Roles changed, so both asked for a new place; only the winner's is the family's."""
    desk, meanwhile = interrupted_desk()
    first = desk.tokens()
    desk.store.grant_role(ACME, ADA, "admin")
    meanwhile(lambda: desk.refresh(first["refresh_token"]))
    lost = desk.refresh(first["refresh_token"]).body
    desk.end_session.all_of(a_tenant(), ADA, CAUSE)
    assert desk.status_of(access(lost)) is Status.INVALID
