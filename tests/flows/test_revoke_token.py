"""Tokens that clients give back, over ports kept in memory."""

import pytest
from authlib.oauth2.rfc6749 import OAuth2Error

from chalicelib.protocol.errors import InvalidClient, InvalidRequest, UnsupportedTokenType
from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.status import Status
from tests.builders import ACME, ADA, GLOBEX, a_family, a_tenant
from tests.fakes.clock import NOON
from tests.flows.grants_held import (
    House,
    a_house,
    a_machine_token,
    a_refresh_token,
    an_access_token,
    basic,
    form,
)


@pytest.fixture
def house() -> House:
    return a_house()


def revoke(house: House, token: str, client_id: str = "acme-web", **more: str) -> None:
    house.revoke(a_tenant(), basic(client_id), form(token=token, **more))


def has_ended(house: House) -> bool:
    status = house.memory.statuses.get((ACME, a_family().status))
    assert (status is Status.INVALID) == (house.family.ended_at is not None)
    return house.family.ended_at is not None


@pytest.mark.parametrize("token", [a_refresh_token(), an_access_token()])
def test_a_token_given_back_ends_the_whole_grant(house: House, token: str) -> None:
    revoke(house, token)
    assert has_ended(house)
    assert house.memory.families[GLOBEX, a_family().key].ended_at is None


@pytest.mark.parametrize("token", [a_refresh_token(), an_access_token()])
def test_the_audit_trail_says_which_client_ended_whose_grant(house: House, token: str) -> None:
    revoke(house, token)
    ((tenant, event),) = house.memory.trail
    assert (tenant, event.event, event.actor) == (ACME, Audited.TOKEN_REVOKED, "client:acme-web")
    assert (event.subject, event.object, event.at) == (ADA, a_family().key, NOON)


@pytest.mark.parametrize("generation", [1, 6, 7, 8])
def test_a_refresh_token_of_any_generation_ends_the_family(house: House, generation: int) -> None:
    """A client that lost an answer may hold any of them, and means the same."""
    house.change_family(generation=7)
    revoke(house, a_refresh_token(generation))
    assert has_ended(house)


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "urn:x", "<script>"])
@pytest.mark.parametrize("token", [a_refresh_token(), an_access_token()])
def test_a_hint_that_is_wrong_or_unknown_changes_nothing(
    house: House, token: str, hint: str
) -> None:
    """RFC 7009 section 2.1."""
    revoke(house, token, token_type_hint=hint)
    assert has_ended(house)


@pytest.mark.parametrize("twice", [a_refresh_token(), an_access_token()])
def test_what_has_ended_may_be_given_back_again(house: House, twice: str) -> None:
    revoke(house, a_refresh_token())
    house.store.clock.advance(5)
    revoke(house, twice)
    assert house.family.ended_at == NOON
    assert len(house.memory.trail) == 1


def test_the_last_access_token_of_an_expired_family_ends_with_it(house: House) -> None:
    house.change_family(expires_at=NOON, idle_expires_at=NOON)
    revoke(house, a_refresh_token())
    assert has_ended(house)


@pytest.mark.parametrize(
    "garbled",
    [
        "x",
        "a.b.c",
        "1.1.a.b.c.d",
        a_refresh_token()[:-1],
        a_refresh_token()[:-43] + "A" * 43,
        a_refresh_token().replace("1.1.", "1.2.", 1),
        a_refresh_token().replace("1.1.", "2.1.", 1),
        a_refresh_token(tenant=GLOBEX),
        an_access_token()[:-20] + "A" * 20,
        an_access_token(GLOBEX),
        an_access_token(typ="JWT"),
        an_access_token(exp=NOON),
    ],
)
def test_what_is_no_token_of_ours_is_no_error_and_looks_nothing_up(
    house: House, garbled: str
) -> None:
    """RFC 7009 section 2.2: the client's wish is fulfilled already."""
    revoke(house, garbled)
    assert house.families.asked == []
    assert not has_ended(house)


@pytest.mark.parametrize("token", [a_refresh_token(), an_access_token(), a_machine_token()])
def test_another_clients_token_is_refused_and_nothing_ends(house: House, token: str) -> None:
    """RFC 7009 section 2.1."""
    with pytest.raises(OAuth2Error) as refused:
        revoke(house, token, "acme-api")
    assert refused.value.error == "invalid_grant"
    assert not has_ended(house)


def test_a_public_client_gives_its_tokens_back_by_its_name(house: House) -> None:
    house.change_family(client_id="acme-spa")
    house.revoke(a_tenant(), [], form(token=a_refresh_token(), client_id="acme-spa"))
    assert has_ended(house)


def test_a_confidential_client_proves_itself_first(house: House) -> None:
    for attempt in ([], basic("acme-web", "a guess")):
        with pytest.raises(InvalidClient):
            house.revoke(a_tenant(), attempt, form(token=a_refresh_token(), client_id="acme-web"))
    assert house.families.asked == []


def test_the_token_of_a_client_alone_cannot_be_revoked(house: House) -> None:
    with pytest.raises(UnsupportedTokenType):
        revoke(house, a_machine_token(), "acme-jobs")


def test_a_request_without_a_token_is_refused(house: House) -> None:
    with pytest.raises(InvalidRequest, match="token is missing"):
        house.revoke(a_tenant(), basic("acme-web"), form(token_type_hint="refresh_token"))


@pytest.mark.parametrize("broken", ["find", "end"])
@pytest.mark.parametrize("token", [a_refresh_token(), an_access_token()])
def test_nobody_is_told_that_a_token_ended_while_it_lives(
    house: House, token: str, broken: str
) -> None:
    house.families.broken.add(broken)
    with pytest.raises(StorageUnavailable):
        revoke(house, token)
    house.families.broken.clear()
    assert not has_ended(house)
    revoke(house, token)
    assert has_ended(house)
