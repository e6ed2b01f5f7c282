"""The authorization code: single use, bound to client, redirect URI and PKCE (TOK-5 to TOK-8)."""

from typing import Any

import pytest

from chalicelib.clients.claims_request import ClaimsRequest
from chalicelib.identity.model import Device
from chalicelib.identity.session import SignedIn
from chalicelib.tenancy.model import Lifetimes
from chalicelib.tokens.code import CodeVerdict, code_key, issue_code, judge_code
from tests.builders import (
    a_client,
    a_code,
    a_presentation,
    a_request,
    a_session,
    a_user,
)
from tests.fakes.clock import NOON


def judge(presented: dict[str, Any] | None = None, now: int = NOON, **stored: Any) -> CodeVerdict:
    return judge_code(a_code(**stored), a_presentation(**(presented or {})), now)


def test_a_code_presented_rightly_is_redeemed() -> None:
    assert judge() is CodeVerdict.REDEEM


def test_a_code_that_does_not_exist_is_unknown() -> None:
    assert judge_code(None, a_presentation(), NOON) is CodeVerdict.UNKNOWN


@pytest.mark.parametrize(
    ("presented", "verdict"),
    [
        ({"client_id": "other"}, CodeVerdict.OTHER_CLIENT),
        ({"redirect_uri": "https://app.example.com/other"}, CodeVerdict.OTHER_REDIRECT_URI),
        ({"redirect_uri": None}, CodeVerdict.OTHER_REDIRECT_URI),
        ({"challenge": None}, CodeVerdict.UNPROVEN),
        ({"challenge": ""}, CodeVerdict.UNPROVEN),
        ({"challenge": "x" * 43}, CodeVerdict.UNPROVEN),
    ],
)
def test_a_code_presented_wrongly_is_not(presented: dict[str, Any], verdict: CodeVerdict) -> None:
    assert judge(presented) is verdict


@pytest.mark.parametrize(("age", "verdict"), [(59, CodeVerdict.REDEEM), (60, CodeVerdict.EXPIRED)])
def test_a_code_lives_sixty_seconds(age: int, verdict: CodeVerdict) -> None:
    """TOK-7."""
    assert judge(now=NOON + age) is verdict


def test_reuse_is_noticed_long_after_the_code_expired() -> None:
    """TOK-6."""
    assert judge(now=NOON + 3000, redeemed_at=NOON) is CodeVerdict.REUSED


def test_reuse_by_a_stranger_ends_nothing() -> None:
    """Only the client that a code belongs to can end what it issued."""
    assert judge({"client_id": "other"}, redeemed_at=NOON) is CodeVerdict.OTHER_CLIENT


def test_a_verifier_without_a_challenge_is_refused() -> None:
    """TOK-8; RFC 9700 section 4.8.2."""
    assert judge(code_challenge=None) is CodeVerdict.UNPROVEN
    assert judge({"challenge": None}, code_challenge=None) is CodeVerdict.REDEEM


def test_a_code_is_stored_under_its_hash() -> None:
    code = issue_code(
        "the-code", a_request(), a_client(), SignedIn(a_session(), a_user()), Lifetimes(), NOON
    )
    assert code.key == code_key("the-code") != "the-code"
    assert "the-code" not in repr(code)


def test_a_code_holds_all_that_the_request_asked_and_the_session_knows() -> None:
    """AZ-28: bound to the stored transaction."""
    request = a_request(claims=ClaimsRequest(userinfo=("picture",), id_token=("name",)))
    device = Device(user_agent="a browser", country="GB")
    session = a_session(authenticated_at=NOON - 30, acr="gold", amr=("pwd",), device=device)
    user = a_user(roles_version=3)
    code = issue_code("c", request, a_client(), SignedIn(session, user), Lifetimes(), NOON)
    assert code.nonce == request.nonce
    assert code.code_challenge == request.code_challenge
    assert code.authenticated_at == NOON - 30
    assert code.acr == "gold"
    assert code.roles == user.roles
    assert code.roles_version == 3
    assert (code.session_key, code.session_expires_at) == (session.key, session.expires_at)
    assert (code.connection, code.device) == (session.connection, device)
    assert code.id_token_claims == {"name": "Ada Lovelace"}
    assert code.userinfo_claims == ("picture",)
