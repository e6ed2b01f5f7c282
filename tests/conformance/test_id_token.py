"""The ID token: what it says, how it is signed, and what it keeps to itself."""

import base64

import jwt
import pytest
from joserfc import jwt as jose
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from tests.conformance.relying_party import RelyingParty
from tests.conformance.verification import verified
from tests.journeys.app import conformance
from tests.journeys.browser import Browser

REQUIRED = {"iss", "sub", "aud", "exp", "iat"}
PROTOCOL = {*REQUIRED, "nonce", "auth_time", "acr", "amr", "sid"}


def test_it_says_who_by_whom_for_whom_and_when(rp, browser, village):
    """IDT-1, IDT-2, `oidcc-idtoken-signature`."""
    claims = rp.sign_in(browser).claims
    assert set(claims) >= REQUIRED
    assert claims["iss"] == rp.app.issuer
    assert claims["aud"] == rp.app.client_id
    assert claims["nonce"] == "a-nonce"
    assert claims["iat"] == village.clock.now() < claims["exp"]


def test_its_times_are_whole_seconds(rp, browser):
    """IDT-2."""
    claims = rp.sign_in(browser, max_age=100).claims
    assert all(type(claims[name]) is int for name in ("iat", "exp", "auth_time"))


def test_it_is_signed_with_a_published_rs256_key(rp, browser):
    """IDT-1."""
    token = rp.sign_in(browser).tokens["id_token"]
    header = jwt.get_unverified_header(token)
    assert header["alg"] == "RS256"
    assert header["kid"] in {key["kid"] for key in rp.app.fetch("jwks").json["keys"]}


def test_a_change_of_one_bit_is_noticed(app, browser):
    """IDT-1: by the libraries that these tests rely on."""
    token = RelyingParty(app=app).sign_in(browser).tokens["id_token"]
    head, body, signature = token.split(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
    raw[10] ^= 1
    spoilt = f"{head}.{body}.{base64.urlsafe_b64encode(raw).rstrip(b'=').decode()}"
    with pytest.raises(jwt.InvalidSignatureError):
        app.verified(spoilt, app.client_id)
    with pytest.raises(BadSignatureError):
        jose.decode(spoilt, KeySet.import_key_set(app.fetch("jwks").json), algorithms=["RS256"])


def test_its_subject_is_the_same_for_every_client_next_time_too(village):
    """IDT-2: subject_types_supported says public."""
    subjects = {
        RelyingParty(app=conformance(village, client)).sign_in(Browser(village)).claims["sub"]
        for client in ("oidf-basic-1", "oidf-basic-1", "oidf-basic-2")
    }
    (subject,) = subjects
    assert subject.isascii()
    assert 0 < len(subject) <= 255
    assert "alice" not in subject


def test_it_keeps_the_persons_claims_to_userinfo(rp, browser):
    """IDT-4: every scope, and still nothing but the protocol's claims."""
    signed_in = rp.sign_in(browser)
    assert set(signed_in.claims) <= PROTOCOL
    assert "name" in rp.userinfo(signed_in)


def test_it_has_no_hash_that_could_be_wrong(rp, browser):
    """IDT-3: neither is required in the code flow, and neither is there."""
    assert not {"at_hash", "c_hash", "s_hash"} & set(rp.sign_in(browser).claims)


def test_it_names_one_audience_and_so_no_azp(rp, browser):
    """IDT-6."""
    claims = rp.sign_in(browser).claims
    assert isinstance(claims["aud"], str)
    assert "azp" not in claims


def test_it_names_a_session_where_logout_is_announced(app, browser):
    """IDT-5: no client here is told of logouts, and discovery does not say that any could be."""
    document = app.fetch(".well-known/openid-configuration").json
    announces = document.get("backchannel_logout_supported", False)
    assert ("sid" in RelyingParty(app=app).sign_in(browser).claims) <= announces


def test_an_access_token_cannot_pass_as_one(app, browser):
    """IDT-1: another type in the header, another audience."""
    signed_in = RelyingParty(app=app).sign_in(browser)
    types = [
        jwt.get_unverified_header(token)["typ"]
        for token in (signed_in.tokens["id_token"], signed_in.access_token)
    ]
    assert types == ["JWT", "at+jwt"]
    with pytest.raises(jwt.InvalidAudienceError):
        app.verified(signed_in.access_token, app.client_id)
    assert verified(app, signed_in.access_token, app.issuer)["sub"] == signed_in.claims["sub"]
