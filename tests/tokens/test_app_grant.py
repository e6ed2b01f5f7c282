"""What a person sees of refresh families."""

from chalicelib.identity.model import Device
from chalicelib.tokens.app_grant import grants_in
from tests.builders import a_family
from tests.fakes.clock import NOON


def test_an_app_that_came_often_in_one_session_is_one_grant() -> None:
    first = a_family(key="first", created_at=NOON - 90, last_used_at=NOON - 80)
    again = a_family(key="again", created_at=NOON - 60, last_used_at=NOON - 5)
    (grant,) = grants_in([first, again])
    assert (grant.began_at, grant.last_used_at) == (NOON - 90, NOON - 5)
    assert grant.has("first")
    assert grant.has("again")
    assert grant.has(grant.key)
    assert not grant.has("another")


def test_another_app_and_another_session_are_other_grants_the_latest_used_first() -> None:
    families = [
        a_family(key="old", last_used_at=NOON - 9),
        a_family(key="phone", session_key="phone", last_used_at=NOON),
        a_family(key="spa", client_id="acme-spa", last_used_at=NOON - 5),
    ]
    assert [grant.key for grant in grants_in(families)] == ["phone", "spa", "old"]


def test_a_grant_allows_what_any_of_its_families_does() -> None:
    phone = Device(user_agent="phone")
    families = [
        a_family(key="1", scopes=("openid", "email"), last_used_at=NOON, device=phone),
        a_family(key="2", scopes=("openid", "offline_access"), last_used_at=NOON - 1),
    ]
    (grant,) = grants_in(families)
    assert grant.scopes == ("openid", "email", "offline_access")
    assert grant.is_offline
    assert grant.device == phone
    assert not grants_in(families[:1])[0].is_offline


def test_nothing_is_no_grant() -> None:
    assert grants_in([]) == ()
