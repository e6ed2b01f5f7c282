"""Everything that must not become a sign-in, one lie at a time."""

import base64
import hashlib
import hmac
import json

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.upstream.model import Callback, UpstreamFailed, UpstreamRefused
from chalicelib.upstream.ports import Fetched
from tests.fakes.clock import NOON
from tests.fakes.fetch import json_answer
from tests.upstream.an_upstream import (
    CLIENT_ID,
    ISSUER,
    AnUpstream,
    a_connection,
    jwk_of,
    other_key,
    rsa,
)


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"iss": "https://another.example"}, "iss"),
        ({"iss": [ISSUER]}, "iss"),
        ({"iss": f"{ISSUER}/"}, "iss"),
        ({"aud": "another-app"}, "aud"),
        ({"aud": ["another-app"]}, "aud"),
        ({"aud": ...}, "aud"),
        ({"aud": [CLIENT_ID, "another-app"]}, "azp"),
        ({"azp": "another-app"}, "azp"),
        ({"azp": None}, "azp"),
        ({"nonce": "a-nonce-nobody-sent"}, "nonce belongs"),
        ({"nonce": ...}, "nonce is missing"),
        ({"nonce": 7}, "nonce belongs"),
        ({"nonce": "\ud800"}, "nonce belongs"),
        ({"exp": NOON - 120}, "expired"),
        ({"exp": ...}, "exp and iat"),
        ({"exp": True}, "exp and iat"),
        ({"exp": "2030"}, "exp and iat"),
        ({"exp": 1e300}, "exp and iat"),
        ({"iat": NOON + 121}, "iat is in the future"),
        ({"iat": ...}, "exp and iat"),
        ({"nbf": NOON + 121}, "nbf is in the future"),
        ({"auth_time": NOON + 121}, "auth_time is in the future"),
        ({"auth_time": "later"}, "auth_time is in the future"),
        ({"at_hash": "b3RoZXItdG9rZW4"}, "at_hash"),
        ({"at_hash": None}, "at_hash"),
        ({"sub": ""}, "sub"),
        ({"sub": 4711}, "sub"),
        ({"sub": "s" * 256}, "sub"),
        ({"events": {"http://schemas.openid.net/event/backchannel-logout": {}}}, "event token"),
    ],
)
def test_a_signed_lie_is_refused(lie, reason):
    with pytest.raises(UpstreamFailed, match=reason) as failure:
        AnUpstream(claims=lie).sign_in()
    assert not failure.value.is_passing


def test_an_unsigned_token_is_refused():
    upstream = AnUpstream(signing=("", "one", "none"))
    with pytest.raises(UpstreamFailed, match="alg is not allowed"):
        upstream.sign_in()


def test_an_unsigned_token_is_refused_even_if_the_provider_lists_none():
    upstream = AnUpstream(signing=("", "one", "none"))
    upstream.metadata["id_token_signing_alg_values_supported"] = ["none", "RS256"]
    with pytest.raises(UpstreamFailed, match="alg is not allowed"):
        upstream.sign_in()


def test_the_public_key_is_no_hmac_secret():
    upstream = AnUpstream()
    public = rsa("one").public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"alg": "HS256", "kid": "one", "typ": "JWT"}
    parts = [json.dumps(part).encode() for part in (header, upstream.claims)]
    signing_input = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    mac = base64.urlsafe_b64encode(hmac.digest(secret, signing_input, hashlib.sha256))
    upstream.tokens["id_token"] = (signing_input + b"." + mac.rstrip(b"=")).decode()
    with pytest.raises(UpstreamFailed, match="alg is not allowed"):
        upstream.sign_in()


def test_an_algorithm_that_the_connection_did_not_allow_is_refused():
    upstream = AnUpstream(signing=(rsa("one"), "one", "PS256"))
    with pytest.raises(UpstreamFailed, match="alg is not allowed"):
        upstream.sign_in()


def test_an_algorithm_that_the_provider_does_not_list_is_refused():
    upstream = AnUpstream(metadata={"id_token_signing_alg_values_supported": ["ES256"]})
    with pytest.raises(UpstreamFailed, match="alg is not allowed"):
        upstream.sign_in()


def test_a_strangers_signature_under_a_published_kid_is_refused():
    upstream = AnUpstream(signing=(rsa("stranger"), "one", "RS256"))
    with pytest.raises(UpstreamFailed, match="signature"):
        upstream.sign_in()


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ({"kid": ...}, "kid is missing"),
        ({"typ": "logout+jwt"}, "typ"),
        ({"typ": "at+jwt"}, "typ"),
        ({"crit": ["exp"], "exp": 1}, "signature|not a JWS"),
    ],
)
def test_a_header_that_means_something_else_is_refused(header, reason):
    with pytest.raises(UpstreamFailed, match=reason):
        AnUpstream(header=header).sign_in()


@pytest.mark.parametrize("typ", [..., "jwt"])
def test_typ_may_be_absent_or_in_any_case(typ):
    assert AnUpstream(header={"typ": typ}).sign_in().subject == "hedy-1"


@pytest.mark.parametrize(
    "jwk",
    [
        jwk_of(other_key("EC"), "one"),
        jwk_of(rsa("one"), "one", alg="PS256"),
        jwk_of(rsa("short", 1024), "one"),
        {"kty": "RSA", "kid": "one"},
        {"kty": "RSA", "kid": "one", "n": 7, "e": []},
        {"kty": "RSA", "kid": "one", "n": "AA", "e": "AA"},
        jwk_of(rsa("one"), "one", d="AQAB"),
        jwk_of(rsa("one"), "one", use="enc"),
        {"kty": "oct", "kid": "one", "k": "c2VjcmV0"},
    ],
)
def test_a_key_that_does_not_fit_is_refused(jwk):
    with pytest.raises(UpstreamFailed, match="key"):
        AnUpstream(keys=[jwk]).sign_in()


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.", "[" * 9000, "é.é.é", 7, None, []])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(UpstreamFailed):
        AnUpstream(tokens={"id_token": token}).sign_in()


def test_a_deeply_nested_header_is_refused():
    header = base64.urlsafe_b64encode(b"[" * 12_000).decode()
    with pytest.raises(UpstreamFailed):
        AnUpstream(tokens={"id_token": f"{header}.e30.e30"}).sign_in()


def test_a_payload_that_is_no_object_is_refused():
    token = jwt.PyJWS().encode(b"[1]", rsa("one"), algorithm="RS256", headers={"kid": "one"})
    with pytest.raises(UpstreamFailed, match="JSON object"):
        AnUpstream(tokens={"id_token": token}).sign_in()


@pytest.mark.parametrize(
    "error",
    [
        "access_denied",
        "user_cancelled",
        "user_cancelled_login",
        "consent_required",
        "login_required",
        "interaction_required",
    ],
)
def test_a_person_who_declines_is_a_refusal(error):
    with pytest.raises(UpstreamRefused):
        AnUpstream().sign_in(callback=Callback(error=error))


@pytest.mark.parametrize(
    ("error", "is_passing"),
    [
        ("temporarily_unavailable", True),
        ("server_error", True),
        ("invalid_scope", False),
        ("<script>", False),
    ],
)
def test_any_other_error_is_a_failure(error, is_passing):
    upstream = AnUpstream()
    with pytest.raises(UpstreamFailed) as failure:
        upstream.sign_in(callback=Callback(error=error, code="a-code"))
    assert failure.value.is_passing is is_passing
    assert "<" not in failure.value.reason
    assert not upstream.fetch.requests_to(f"{ISSUER}/token")


@pytest.mark.parametrize("answer", [{"code": "a-code"}, {"error": "access_denied"}])
def test_an_answer_from_another_issuer_is_mix_up_whatever_it_says(answer):
    upstream = AnUpstream()
    with pytest.raises(UpstreamFailed, match="another issuer"):
        upstream.sign_in(callback=Callback(issuer="https://evil.example", **answer))
    assert not upstream.fetch.requests_to(f"{ISSUER}/token")


def test_a_promised_iss_must_come():
    upstream = AnUpstream(metadata={"authorization_response_iss_parameter_supported": True})
    with pytest.raises(UpstreamFailed, match="lacks the iss"):
        upstream.sign_in()
    assert upstream.sign_in(callback=Callback(code="c", issuer=ISSUER)).subject == "hedy-1"


def test_a_callback_without_anything_is_a_failure():
    with pytest.raises(UpstreamFailed, match="neither code nor error"):
        AnUpstream().sign_in(callback=Callback())


@pytest.mark.parametrize(
    ("answer", "is_passing"),
    [
        (json_answer({"error": "server_error"}, 500), True),
        (json_answer({"error": "slow_down"}, 429), True),
        (json_answer({"error": "invalid_grant", "error_description": "used"}, 400), False),
        (json_answer({"error": "invalid_client"}, 401), False),
        (json_answer({"error": "invalid_grant"}), False),
        (json_answer(["a"]), False),
        (json_answer({}, 201), False),
        (json_answer({}, 302), False),
        (Fetched(200, {"content-type": "text/html"}, b"<!doctype html>"), False),
        (Fetched(200, {}, b'{"id_token": NaN}'), False),
        (Fetched(200, {}, b"[" * 100_000), False),
        (Fetched(200, {}, b"\xff"), False),
        (UpstreamFailed("no answer in time", is_passing=True), True),
        (UpstreamFailed("the answer is too large"), False),
    ],
)
def test_a_token_endpoint_that_misbehaves_is_asked_once_and_told_apart(answer, is_passing):
    upstream = AnUpstream()
    upstream.fetch.answers[f"{ISSUER}/token"] = answer
    with pytest.raises(UpstreamFailed) as failure:
        upstream.sign_in()
    assert failure.value.is_passing is is_passing
    assert len(upstream.fetch.requests_to(f"{ISSUER}/token")) == 1
    assert "used" not in failure.value.reason


def test_an_access_token_that_would_split_a_header_is_never_sent_on():
    upstream = AnUpstream(tokens={"access_token": "a\r\nX: b"}, userinfo={"sub": "hedy-1"})
    with pytest.raises(UpstreamFailed, match="access_token"):
        upstream.sign_in(a_connection(userinfo=True))
