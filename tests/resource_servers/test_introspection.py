"""Who may learn of a token, and what is told of it (RFC 7662, RFC 9701)."""

from typing import Any

import pytest

from chalicelib.resource_servers.introspection import (
    access_answer,
    may_learn,
    refresh_answer,
    signed_claims,
)
from chalicelib.tokens.refresh_token import RefreshToken
from chalicelib.tokens.verify import PersonalAccess, VerifiedAccess
from tests.builders import ADA, API, FAMILY_SECRET, a_client, a_family, a_tenant
from tests.fakes.clock import NOON

OTHER_API = "https://stock.acme.test"
NEVER_TOLD = {"status": {"status_list": {}}, "grant_id": "g", "username": "ada", "email": "ada@a.b"}


def access(*audiences: str, **claims: Any) -> VerifiedAccess:
    return VerifiedAccess(
        subject=ADA,
        client_id="acme-web",
        scopes=("openid",),
        audiences=audiences or (API,),
        person=PersonalAccess("g", "s"),
        claims=claims,
    )


def a_token(generation: int = 1) -> RefreshToken:
    return RefreshToken(
        key_version=1,
        generation=generation,
        secret=FAMILY_SECRET,
        user_id=ADA,
        session_key="s",
    )


@pytest.mark.parametrize(
    ("client_id", "introspects", "audiences", "may"),
    [
        ("acme-web", (), (API,), True),
        ("acme-api", (API,), (API,), True),
        ("acme-api", (API,), (OTHER_API, API), True),
        ("acme-api", (OTHER_API,), (API,), False),
        ("acme-api", (), (API,), False),
        ("acme-api", (API,), (a_tenant().issuer,), False),
        ("acme-api", (API,), (f"{API}/",), False),
    ],
)
def test_a_token_is_told_of_to_its_client_and_to_the_apis_it_is_for(
    client_id: str, introspects: tuple[str, ...], audiences: tuple[str, ...], may: bool
) -> None:
    client = a_client(id=client_id, introspects=introspects)
    assert may_learn(client, access(*audiences)) is may


def test_a_client_that_may_call_an_api_does_not_speak_for_it() -> None:
    assert not may_learn(a_client(id="acme-jobs", audiences=(API,)), access(API))


def test_only_what_an_api_can_use_is_told() -> None:
    answer = access_answer(access(sub=ADA, nbf=NOON, groups=["staff"], acr="1", **NEVER_TOLD))
    assert answer == {
        "active": True,
        "token_type": "Bearer",
        "sub": ADA,
        "nbf": NOON,
        "groups": ["staff"],
        "acr": "1",
    }


@pytest.mark.parametrize(
    ("family", "generation", "issued_at", "expires_at"),
    [
        ({}, 1, NOON, NOON + 14 * 24 * 3600),
        ({"idle_expires_at": NOON + 9, "expires_at": NOON + 7}, 1, NOON, NOON + 7),
        ({"generation": 2, "rotated_1": NOON + 50}, 2, NOON + 50, NOON + 14 * 24 * 3600),
        ({"generation": 2, "rotated_1": NOON + 50}, 1, NOON, NOON + 110),
        (
            {"generation": 3, "rotated_1": NOON + 90, "rotated_2": NOON + 50},
            2,
            NOON + 50,
            NOON + 150,
        ),
        ({"generation": 2, "rotated_1": NOON + 50, "expires_at": NOON + 101}, 1, NOON, NOON + 101),
        # An answer that could not be signed may be asked for again until then.
        ({"generation": 2, "rotated_1": NOON + 700}, 2, NOON + 100, NOON + 14 * 24 * 3600),
    ],
)
def test_a_refresh_token_was_made_when_the_one_before_it_was_used(
    family: dict[str, int], generation: int, issued_at: int, expires_at: int
) -> None:
    answer = refresh_answer(
        a_tenant(), a_client(), a_family(**family), a_token(generation), NOON + 100
    )
    assert (answer["iat"], answer["exp"]) == (issued_at, expires_at)


def test_a_signed_answer_has_no_subject_and_no_expiry_of_its_own() -> None:
    """RFC 9701 section 5."""
    answer = {"active": True, "sub": ADA, "exp": NOON}
    claims = signed_claims(a_tenant(), a_client(id="acme-api"), answer, NOON)
    assert claims == {
        "iss": a_tenant().issuer,
        "aud": "acme-api",
        "iat": NOON,
        "token_introspection": answer,
    }
