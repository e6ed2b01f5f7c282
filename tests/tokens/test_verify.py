"""Only our own tokens, of the right kind, of this tenant, are ours."""

import base64
import json

import jwt
import pytest

from chalicelib.tokens.verify import (
    Hint,
    NotOurToken,
    PersonalAccess,
    read_access_token,
    read_id_token_hint,
)
from tests.builders import a_tenant
from tests.fakes.clock import NOON
from tests.fakes.signer import LocalSigner

TENANT = a_tenant()
SIGNER = LocalSigner()
CLAIMS = {
    "iss": TENANT.issuer,
    "sub": "u",
    "aud": "https://api.acme.test",
    "client_id": "c",
    "exp": NOON + 600,
    "scope": "openid email",
    "grant_id": "g",
    "sid": "s",
}


def sealed(typ: str = "at+jwt", **changes: object) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return SIGNER.seal(TENANT.id, SIGNER.key, typ, claims)


def test_an_access_token_of_ours_is_read() -> None:
    access = read_access_token(TENANT, SIGNER.ring, sealed(), NOON)
    assert access.subject == "u"
    assert access.scopes == ("openid", "email")
    assert access.client_id == "c"
    assert access.audiences == ("https://api.acme.test",)
    assert access.person == PersonalAccess("g", "s")


def test_several_audiences_are_all_read() -> None:
    access = read_access_token(TENANT, SIGNER.ring, sealed(aud=["a", "b"]), NOON)
    assert access.audiences == ("a", "b")


@pytest.mark.parametrize("missing", [{"grant_id": None}, {"sid": None}, {"grant_id": 7}])
def test_a_token_that_names_no_grant_or_session_acts_for_no_person(missing: dict) -> None:
    assert read_access_token(TENANT, SIGNER.ring, sealed(**missing), NOON).person is None


def test_it_expires_at_the_very_second() -> None:
    assert read_access_token(TENANT, SIGNER.ring, sealed(), NOON + 599)
    with pytest.raises(NotOurToken):
        read_access_token(TENANT, SIGNER.ring, sealed(), NOON + 600)


def test_an_id_token_is_no_access_token_and_the_other_way_round() -> None:
    with pytest.raises(NotOurToken):
        read_access_token(TENANT, SIGNER.ring, sealed("JWT"), NOON)
    with pytest.raises(NotOurToken):
        read_id_token_hint(TENANT, SIGNER.ring, sealed("at+jwt"))


def test_another_tenants_token_is_not_ours_even_under_the_same_key() -> None:
    foreign = sealed(iss=a_tenant("globex").issuer)
    with pytest.raises(NotOurToken):
        read_access_token(TENANT, SIGNER.ring, foreign, NOON)


def test_another_key_is_not_ours() -> None:
    with pytest.raises(NotOurToken):
        read_access_token(TENANT, LocalSigner().ring, sealed(), NOON)


@pytest.mark.parametrize("exp", [None, "soon", 1.5e30])
def test_a_token_without_a_proper_expiry_is_refused(exp: object) -> None:
    with pytest.raises(NotOurToken):
        read_access_token(TENANT, SIGNER.ring, sealed(exp=exp), NOON)


def test_a_hint_may_have_expired() -> None:
    """AZ-19."""
    hint = sealed("JWT", exp=NOON - 10_000, aud="acme-web")
    assert read_id_token_hint(TENANT, SIGNER.ring, hint) == Hint("u", "acme-web", "s")


def test_a_hint_from_before_sessions_were_named_names_none() -> None:
    hint = sealed("JWT", aud="acme-web", sid=None)
    assert read_id_token_hint(TENANT, SIGNER.ring, hint) == Hint("u", "acme-web", None)


def test_no_algorithm_but_the_keys_own_is_believed() -> None:
    """AZ-19: never alg none, never an HMAC under something public."""
    header = {"alg": "none", "typ": "JWT", "kid": SIGNER.key.kid}
    body = base64.urlsafe_b64encode(json.dumps(CLAIMS).encode()).rstrip(b"=").decode()
    head = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
    hmac = jwt.encode(CLAIMS, "x" * 32, "HS256", headers={"kid": SIGNER.key.kid, "typ": "JWT"})
    for forged in (f"{head}.{body}.", hmac):
        with pytest.raises(NotOurToken):
            read_id_token_hint(TENANT, SIGNER.ring, forged)


@pytest.mark.parametrize("text", ["", "a.b.c", "....", "x" * 20_000, "eyJhbGciOiJub25lIn0.e30."])
def test_garbage_is_not_ours(text: str) -> None:
    with pytest.raises(NotOurToken):
        read_access_token(TENANT, SIGNER.ring, text, NOON)
