"""What tokens are worth and to whom it is told, over ports kept in memory."""

from collections.abc import Callable
from typing import Any

import jwt
import pytest

from chalicelib.clients.refresh import RefreshPolicy, Rotation
from chalicelib.protocol.errors import InvalidClient, InvalidRequest
from chalicelib.tenancy.ports import StorageUnavailable
from tests.builders import ACME, ADA, API, GLOBEX, a_client, a_tenant
from tests.fakes.clock import NOON
from tests.flows.grants_held import (
    CLIENTS,
    OTHER_API,
    House,
    a_house,
    a_machine_token,
    a_refresh_token,
    an_access_token,
    basic,
    form,
    publish,
)

Change = Callable[[House], None]
INACTIVE = {"active": False}


@pytest.fixture
def house() -> House:
    return a_house()


def ask(house: House, token: str, client_id: str = "acme-web") -> dict[str, Any]:
    return house.introspect(a_tenant(), basic(client_id), form(token=token)).answer


@pytest.mark.parametrize("client_id", ["acme-web", "acme-api"])
def test_a_good_access_token_tells_what_it_says(house: House, client_id: str) -> None:
    assert ask(house, an_access_token(), client_id) == {
        "active": True,
        "token_type": "Bearer",
        "iss": a_tenant().issuer,
        "sub": ADA,
        "aud": API,
        "client_id": "acme-web",
        "scope": "openid email",
        "exp": NOON + 600,
        "iat": NOON,
        "jti": "a-jti",
        "sid": house.family.session_key,
        "auth_time": NOON,
        "roles": ["member"],
        "entitlements": ["orders:read"],
    }
    assert house.families.asked == ["standing"]


def test_roles_are_told_as_they_are_in_the_token(house: House) -> None:
    house.change_user(roles_granted=("admin",), roles_version=1)
    assert ask(house, an_access_token())["roles"] == ["member"]


@pytest.mark.parametrize("client_id", ["acme-jobs", "acme-stock"])
def test_whoever_a_token_is_not_for_learns_nothing_and_looks_nothing_up(
    house: House, client_id: str
) -> None:
    """RFC 7662 section 2.2, RFC 9701 section 5."""
    assert ask(house, an_access_token(), client_id) == INACTIVE
    assert house.families.asked == []


def test_one_of_several_audiences_is_enough(house: House) -> None:
    token = an_access_token(aud=[API, OTHER_API])
    assert ask(house, token, "acme-stock")["aud"] == [API, OTHER_API]


@pytest.mark.parametrize(
    "garbled",
    [
        "x",
        "a.b.c",
        "1.1.a.b.c.d",
        a_refresh_token()[:-43] + "A" * 43,
        a_refresh_token(tenant=GLOBEX),
        an_access_token()[:-20] + "A" * 20,
        an_access_token(GLOBEX),
        an_access_token(typ="JWT"),
        an_access_token(exp=NOON),
    ],
)
def test_what_is_no_good_token_of_ours_is_not_active_and_looks_nothing_up(
    house: House, garbled: str
) -> None:
    assert ask(house, garbled) == INACTIVE
    assert house.families.asked == []


ENDINGS: dict[str, Change] = {
    "the grant was revoked": lambda house: house.change_family(ended_at=NOON),
    "the grant expired": lambda house: house.change_family(expires_at=NOON),
    "nobody used the grant": lambda house: house.change_family(idle_expires_at=NOON),
    "the person is disabled": lambda house: house.change_user(disabled_at=NOON),
    "the person is gone": lambda house: house.memory.users.clear(),
    "the session ended": lambda house: house.change_session(ended_at=NOON),
    "the session is gone": lambda house: house.memory.sessions.clear(),
    "the connection is gone": House.remove_connection,
}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("token", [an_access_token(), a_refresh_token()])
def test_a_token_ends_with_what_it_rests_on(house: House, ending: str, token: str) -> None:
    assert ask(house, token)["active"] is True
    ENDINGS[ending](house)
    assert ask(house, token) == INACTIVE


@pytest.mark.parametrize("token", [an_access_token(), a_refresh_token()])
def test_a_grant_for_offline_access_outlives_its_session(house: House, token: str) -> None:
    house.change_family(scopes=("openid", "offline_access"))
    house.change_session(ended_at=NOON)
    assert ask(house, token)["active"] is True


def test_tokens_of_a_client_that_was_removed_are_not_active(house: House) -> None:
    assert ask(house, a_machine_token(), "acme-api")["sub"] == "acme-jobs"
    house.remove_client("acme-jobs")
    assert ask(house, a_machine_token(), "acme-api") == INACTIVE
    house.remove_client("acme-web")
    assert ask(house, an_access_token(), "acme-api") == INACTIVE


def test_the_token_of_a_client_alone_asks_nothing_of_storage(house: House) -> None:
    answer = ask(house, a_machine_token(), "acme-api")
    assert (answer["active"], answer["scope"]) == (True, "orders:read")
    assert not {"sid", "roles", "auth_time"} & set(answer)
    assert house.families.asked == []


def test_the_client_that_holds_a_refresh_token_is_told_about_it(house: House) -> None:
    house.change_family(scopes=("openid", "offline_access"))
    assert ask(house, a_refresh_token()) == {
        "active": True,
        "token_type": "refresh_token",
        "iss": a_tenant().issuer,
        "sub": ADA,
        "client_id": "acme-web",
        "scope": "openid offline_access",
        "exp": house.family.idle_expires_at,
        "iat": NOON,
        "auth_time": NOON,
    }


@pytest.mark.parametrize("client_id", ["acme-api", "acme-jobs"])
def test_nobody_else_is_told_about_a_refresh_token(house: House, client_id: str) -> None:
    assert ask(house, a_refresh_token(), client_id) == INACTIVE


def test_asking_uses_nothing_up(house: House) -> None:
    before = house.family
    for _ in range(3):
        assert ask(house, a_refresh_token())["active"] is True
    assert house.family == before


def test_a_token_that_was_used_is_good_for_as_long_as_its_answer_may_be_repeated(
    house: House,
) -> None:
    house.change_family(generation=2, rotated_1=NOON)
    assert ask(house, a_refresh_token(1))["exp"] == NOON + 60
    house.store.clock.advance(59)
    assert ask(house, a_refresh_token(1))["active"] is True
    house.store.clock.advance(1)
    assert ask(house, a_refresh_token(1)) == INACTIVE
    assert ask(house, a_refresh_token(2))["iat"] == NOON


def test_asking_about_a_replayed_token_ends_nothing(house: House) -> None:
    """Only its use is a reason: somebody may look into an old log."""
    house.change_family(generation=3, rotated_1=NOON, rotated_2=NOON - 900)
    assert ask(house, a_refresh_token(1)) == INACTIVE
    assert ask(house, a_refresh_token(3))["active"] is True
    assert house.memory.trail == []


def test_a_token_that_was_never_made_is_not_active(house: House) -> None:
    assert ask(house, a_refresh_token(2)) == INACTIVE


def test_a_token_that_is_not_rotated_stays_the_one_it_was(house: House) -> None:
    keeping = a_client(refresh=RefreshPolicy(rotation=Rotation.NONE))
    publish(house.store, ACME, clients=(keeping, *CLIENTS[1:]))
    house.change_family(last_used_at=NOON + 50)
    assert ask(house, a_refresh_token())["iat"] == NOON


def test_only_a_client_that_keeps_a_secret_may_ask(house: House) -> None:
    """RFC 7662 section 2.1."""
    for attempt, who in (
        ([], {"client_id": "acme-spa"}),
        ([], {"client_id": "acme-web"}),
        (basic("acme-web", "a guess"), {}),
        ([f"Bearer {an_access_token()}"], {}),
        ([], {}),
    ):
        with pytest.raises(InvalidClient):
            house.introspect(a_tenant(), attempt, form(token=an_access_token(), **who))
    assert house.families.asked == []


def test_a_request_without_a_token_is_refused(house: House) -> None:
    with pytest.raises(InvalidRequest, match="token is missing"):
        house.introspect(a_tenant(), basic("acme-web"), form(token_type_hint="access_token"))


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "urn:x"])
@pytest.mark.parametrize("token", [an_access_token(), a_refresh_token()])
def test_a_hint_that_is_wrong_or_unknown_changes_nothing(
    house: House, token: str, hint: str
) -> None:
    """RFC 7662 section 2.1."""
    asked = form(token=token, token_type_hint=hint)
    assert house.introspect(a_tenant(), basic("acme-web"), asked).answer["active"] is True


@pytest.mark.parametrize("token", [an_access_token(), a_refresh_token()])
def test_an_outage_is_never_taken_for_an_answer(house: House, token: str) -> None:
    house.families.broken.add("standing")
    with pytest.raises(StorageUnavailable):
        ask(house, token)


@pytest.mark.parametrize("token", [an_access_token(), "x"])
def test_a_signed_answer_is_for_whoever_asked_and_no_access_token(house: House, token: str) -> None:
    """RFC 9701 section 5."""
    told = house.introspect(a_tenant(), basic("acme-api"), form(token=token))
    written = house.introspect.sign(a_tenant(), told)
    assert jwt.get_unverified_header(written)["typ"] == "token-introspection+jwt"
    assert jwt.decode(written, options={"verify_signature": False}) == {
        "iss": a_tenant().issuer,
        "aud": "acme-api",
        "iat": NOON,
        "token_introspection": told.answer,
    }
    assert ask(house, written, "acme-api") == INACTIVE
