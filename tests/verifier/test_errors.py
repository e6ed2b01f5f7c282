"""What a refused caller is told, in the words of RFC 6750."""

import pytest

import vestibule_verifier
from vestibule_verifier import (
    AccessToken,
    InsufficientEntitlement,
    InsufficientRole,
    InsufficientScope,
    KeysUnavailable,
    Needs,
    Stale,
    TokenExpired,
    TokenMissing,
    Unavailable,
    VerificationError,
)

TOKEN = AccessToken(
    subject="ada",
    client_id="acme-web",
    audience=("https://api.acme.test",),
    issued_at=0,
    expires_at=600,
    scopes=("orders:read", "orders:write"),
    roles=("admin",),
    entitlements=("orders:read:all",),
    claims={"email": "ada@acme.test"},
)


def test_a_bad_token_is_told_why():
    assert TokenExpired("the token has expired").headers("acme") == {
        "WWW-Authenticate": 'Bearer realm="acme", error="invalid_token", '
        'error_description="the token has expired"',
        "Cache-Control": "no-store",
    }


def test_who_sent_no_token_is_told_no_error():
    missing = TokenMissing("an access token is required")
    assert missing.challenge("acme") == 'Bearer realm="acme"'
    assert (missing.status, missing.body()) == (401, {})


def test_a_stale_token_is_a_bad_token():
    assert Stale("refresh").www_authenticate.startswith('Bearer error="invalid_token"')


def test_who_lacks_a_scope_is_told_which_are_needed():
    with pytest.raises(InsufficientScope) as caught:
        TOKEN.require_scope("orders:read", "orders:delete")
    assert caught.value.status == 403
    assert 'scope="orders:read orders:delete"' in caught.value.www_authenticate
    assert 'error="insufficient_scope"' in caught.value.www_authenticate


def test_better_credentials_do_not_end_an_outage():
    down = KeysUnavailable("the issuer's keys cannot be had", 2.1)
    assert (down.status, down.www_authenticate) == (503, None)
    assert down.headers("acme") == {"Cache-Control": "no-store", "Retry-After": "3"}
    assert down.body()["error"] == "temporarily_unavailable"


def test_every_error_is_a_verification_error_with_a_status():
    errors = [
        kind
        for name in vestibule_verifier.__all__
        if isinstance(kind := getattr(vestibule_verifier, name), type)
        and issubclass(kind, VerificationError)
    ]
    assert len(errors) == 20
    assert {kind.status for kind in errors} == {401, 403, 503}
    assert all(kind.status == 503 for kind in errors if issubclass(kind, Unavailable))


@pytest.mark.parametrize(
    ("needs", "kind"),
    [
        (Needs(scope="orders:read orders:delete"), InsufficientScope),
        (Needs(role="admin owner"), InsufficientRole),
        (Needs(entitlement="orders:delete"), InsufficientEntitlement),
        (Needs(scope="orders"), InsufficientScope),
    ],
)
def test_everything_that_is_needed_must_be_there(needs, kind):
    with pytest.raises(kind) as caught:
        needs.require(TOKEN)
    assert caught.value.status == 403


def test_a_token_with_everything_that_is_needed_is_let_in():
    Needs(scope="orders:read orders:write", role="admin", entitlement="orders:read:all").require(
        TOKEN
    )
    Needs().require(TOKEN)


def test_claims_do_not_show_in_logs():
    assert "ada@acme.test" not in repr(TOKEN)
