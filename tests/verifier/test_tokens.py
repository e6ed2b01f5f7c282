"""Which access tokens are believed, and what they say."""

import base64
import json
from collections import Counter

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.verifier.an_issuer import (
    AUDIENCE,
    EC_KEY,
    GLOBEX,
    NOON,
    OTHER_KEY,
    RSA_KEY,
    Issuer,
    compact,
    public_jwk,
)
from vestibule_verifier import (
    BadSignature,
    TokenExpired,
    TokenMalformed,
    TokenMissing,
    TokenNotYetValid,
    UnknownKey,
    Verifier,
    WrongAudience,
    WrongIssuer,
    WrongType,
)
from vestibule_verifier.keys import read_keys


def refused(issuer, kind, token, **options):
    with pytest.raises(kind) as caught:
        issuer.verifier(**options).verify(token)
    assert caught.type is kind
    return caught.value


def test_a_good_token_says_who_and_what(issuer):
    access = issuer.verifier().verify(issuer.token())
    assert (access.subject, access.client_id, access.audience) == ("ada", "acme-web", (AUDIENCE,))
    assert (access.issued_at, access.expires_at) == (NOON, NOON + 600)
    assert (access.scopes, access.roles) == (("openid", "orders:read"), ("admin",))
    assert access.entitlements == ("orders:read:all", "orders:write")
    assert (access.groups, access.amr, access.acr) == (("staff",), ("pwd", "otp"), "2")
    assert (access.session_id, access.auth_time) == ("s1", NOON)
    assert access.claims["jti"] == "j1"


def test_a_programs_token_has_no_session_and_no_roles(issuer):
    names = ("sid", "auth_time", "acr", "amr", "roles", "groups", "entitlements", "scope")
    access = issuer.verifier().verify(issuer.token(**dict.fromkeys(names)))
    assert access.session_id is access.auth_time is access.acr is None
    assert access.scopes == access.roles == access.entitlements == access.groups == ()


def test_claims_cannot_be_changed_by_who_reads_them(issuer):
    access = issuer.verifier().verify(issuer.token())
    with pytest.raises(TypeError):
        access.claims["sub"] = "eve"
    with pytest.raises(AttributeError):
        access.roles = ("owner",)


@pytest.mark.parametrize(("algorithm", "key"), [("PS256", RSA_KEY), ("ES256", EC_KEY)])
def test_a_tenants_other_algorithms_are_believed(algorithm, key):
    issuer = Issuer(key=key, algorithm=algorithm)
    assert issuer.verifier().verify(issuer.token()).subject == "ada"


def test_the_long_form_of_the_type_is_the_same_type(issuer):
    token = issuer.token(headers={"typ": "application/AT+JWT"})
    assert issuer.verifier().verify(token)


def test_one_of_several_audiences_is_enough(issuer):
    token = issuer.token(aud=["https://other.test", AUDIENCE])
    assert issuer.verifier().verify(token).audience == ("https://other.test", AUDIENCE)


@pytest.mark.parametrize("typ", ["JWT", "logout+jwt", "statuslist+jwt", None, 7])
def test_a_token_of_another_kind_opens_nothing(issuer, typ):
    refused(issuer, WrongType, compact({"alg": "RS256", "kid": "k1", "typ": typ}, issuer.claims()))


def test_an_id_token_opens_nothing(issuer):
    refused(issuer, WrongType, issuer.token(headers={"typ": "JWT"}))


@pytest.mark.parametrize("aud", ["https://other.test", [], f"{AUDIENCE}/", [AUDIENCE.upper()]])
def test_a_token_for_another_api_is_refused(issuer, aud):
    refused(issuer, WrongAudience, issuer.token(aud=aud))


def test_another_tenants_token_is_refused_without_asking_anybody(issuer, network):
    globex = Issuer(url=GLOBEX, network=network, clock=issuer.clock)
    refused(issuer, WrongIssuer, globex.token())
    assert network.asked == []


def test_another_tenants_token_is_refused_even_under_our_key(issuer):
    refused(issuer, WrongIssuer, issuer.token(iss=GLOBEX))


def test_a_token_signed_by_another_tenants_key_is_refused(issuer):
    globex = Issuer(url=GLOBEX, key=OTHER_KEY, network=issuer.network, clock=issuer.clock)
    refused(issuer, BadSignature, globex.token(iss=issuer.url))


def test_a_changed_payload_is_refused(issuer):
    header, _, signature = issuer.token().split(".")
    claims = json.dumps({**issuer.claims(), "roles": ["owner"]}).encode()
    forged = base64.urlsafe_b64encode(claims).rstrip(b"=").decode()
    refused(issuer, BadSignature, f"{header}.{forged}.{signature}")


def test_a_token_without_a_signature_is_refused(issuer):
    header = {"alg": "none", "typ": "at+jwt", "kid": "k1"}
    refused(issuer, BadSignature, compact(header, issuer.claims()))
    refused(issuer, TokenMalformed, compact(header, issuer.claims(), b""))


def test_an_hmac_made_with_the_public_key_is_refused(issuer):
    header = {"alg": "HS256", "typ": "at+jwt", "kid": "k1"}
    modulus = public_jwk(RSA_KEY)["n"]
    token = jwt.encode(issuer.claims(), modulus, "HS256", headers=header)
    refused(issuer, BadSignature, token)


@pytest.mark.parametrize("algorithms", [("HS256",), ("none",), ("RS256", "HS512"), ()])
def test_nobody_can_ask_for_algorithms_without_public_keys(algorithms):
    with pytest.raises(ValueError, match="algorithms"):
        Verifier("https://auth.example.com/t/acme", AUDIENCE, algorithms=algorithms)


def test_a_key_is_used_with_its_own_algorithm_only(issuer):
    issuer.publish_keys(public_jwk(RSA_KEY, algorithm="RS256"))
    issuer.algorithm = "PS256"
    refused(issuer, BadSignature, issuer.token())


def test_an_algorithm_that_the_api_does_not_want_is_refused(issuer):
    refused(issuer, BadSignature, issuer.token(), algorithms=("ES256",))


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": "other"},
        {"use": "enc"},
        {"alg": None},
        {"d": "secret"},
        {"n": "AQAB"},
        {"n": "!"},
        {"kty": "EC"},
    ],
)
def test_a_key_that_is_no_good_signing_key_is_as_good_as_none(issuer, changes):
    issuer.publish_keys(public_jwk(RSA_KEY, **changes))
    refused(issuer, UnknownKey, issuer.token())


def test_a_private_key_that_was_published_opens_nothing(issuer):
    private = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA_KEY))
    issuer.publish_keys({**private, "kid": "k1", "alg": "RS256", "use": "sig"})
    refused(issuer, UnknownKey, issuer.token())


def test_a_shared_secret_is_no_key():
    secret = {"kty": "oct", "kid": "k1", "alg": "HS256", "k": "eA" * 32}
    assert read_keys({"keys": [secret]}, frozenset({"RS256", "ES256"})) == {}


def test_a_weak_key_is_as_good_as_none():
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
    strong = Issuer()
    strong.publish_keys(public_jwk(weak))
    refused(strong, UnknownKey, strong.token())


@pytest.mark.parametrize("kid", [None, ""])
def test_a_token_must_name_its_key_before_anybody_is_asked(issuer, network, kid):
    refused(issuer, UnknownKey, issuer.token(headers={"kid": kid}))
    assert network.asked == []


@pytest.mark.parametrize("crit", [["b64"], ["exp"], [], "b64", None])
def test_a_token_that_needs_an_extension_is_refused(issuer, crit):
    header = {"alg": "RS256", "kid": "k1", "typ": "at+jwt", "crit": crit, "b64": True}
    refused(issuer, TokenMalformed, compact(header, issuer.claims()))


def test_it_is_believed_a_little_longer_than_it_lives_and_no_more(issuer, clock):
    token, verifier = issuer.token(), issuer.verifier()
    clock.advance(609)
    assert verifier.verify(token)
    clock.advance(1)
    with pytest.raises(TokenExpired):
        verifier.verify(token)


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_clocks_may_disagree_a_little_about_its_beginning(issuer, claim):
    assert issuer.verifier().verify(issuer.token(**{claim: NOON + 10}))
    refused(issuer, TokenNotYetValid, issuer.token(**{claim: NOON + 11}))


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"])
def test_every_claim_of_an_access_token_is_required(issuer, claim):
    kind = WrongAudience if claim == "aud" else TokenMalformed
    refused(issuer, kind, issuer.token(**{claim: None}))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": "2030"},
        {"exp": True},
        {"iat": [1]},
        {"nbf": "now"},
        {"sub": ""},
        {"client_id": ["c"]},
        {"aud": [7]},
        {"scope": ["a"]},
        {"roles": "admin"},
        {"roles": [1]},
        {"entitlements": {"all": True}},
        {"sid": 7},
    ],
)
def test_a_claim_of_the_wrong_kind_is_refused(issuer, changes):
    token = compact({"alg": "RS256", "typ": "at+jwt"}, {})
    body = json.dumps({**issuer.claims(), **changes}).encode()
    token = jwt.api_jws.encode(body, RSA_KEY, "RS256", {"kid": "k1", "typ": "at+jwt"})
    refused(issuer, TokenMalformed, token)


def test_a_time_that_is_not_finite_is_refused(issuer):
    body = json.dumps({**issuer.claims(), "exp": float("inf")}).encode()
    token = jwt.api_jws.encode(body, RSA_KEY, "RS256", {"kid": "k1", "typ": "at+jwt"})
    refused(issuer, TokenMalformed, token)


@pytest.mark.parametrize(
    "token",
    ["", "x", "a.b", "a.b.c", "a.b.c.d", "é.é.é", 'quo"te.a.b', "e30.e30.eA==", "W10.e30.eA", "\n"],
)
def test_what_is_no_token_is_refused(issuer, network, token):
    refused(issuer, TokenMalformed, token)
    assert network.asked == []


@pytest.mark.parametrize("payload", [b"[]", b"{", b"[" * 9000, b"\xff"])
def test_a_payload_that_is_no_object_is_refused(issuer, payload):
    token = jwt.api_jws.encode(payload, RSA_KEY, "RS256", {"kid": "k1", "typ": "at+jwt"})
    refused(issuer, TokenMalformed, token)


def test_a_huge_token_is_refused_unread(issuer):
    refused(issuer, TokenMalformed, issuer.token(padding="x" * 16_384))
    assert issuer.verifier().verify(issuer.token(padding="x" * 8_000))


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_header_is_read(issuer, scheme):
    assert issuer.verifier().verify_header(f"{scheme}  {issuer.token()} ").subject == "ada"


@pytest.mark.parametrize("header", [None, "", "Basic YTpi", "Bearerx.y.z", "DPoP a.b.c"])
def test_without_a_bearer_token_one_is_asked_for(issuer, header):
    with pytest.raises(TokenMissing) as caught:
        issuer.verifier().verify_header(header)
    assert caught.value.www_authenticate == "Bearer"


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a.b.c a.b.c"])
def test_a_header_without_a_token_of_any_use_is_malformed(issuer, header):
    with pytest.raises(TokenMalformed):
        issuer.verifier().verify_header(header)


@pytest.mark.parametrize(
    "url",
    [
        "http://auth.example.com/t/acme",
        "ftp://auth.example.com",
        "https://auth.example.com/",
        "https://auth.example.com/t/acme?x=1",
        "https://auth.example.com/#x",
        "https://user@auth.example.com",
        "https://auth.example.com:x",
        "//auth.example.com",
        "",
    ],
)
def test_an_issuer_that_cannot_be_trusted_is_refused_at_the_start(url):
    with pytest.raises(ValueError, match="issuer"):
        Verifier(url, AUDIENCE)


def test_an_api_must_have_a_name():
    with pytest.raises(ValueError, match="audience"):
        Verifier("https://auth.example.com/t/acme", "")


@pytest.mark.parametrize("host", ["localhost:8787", "127.0.0.1:8787", "[::1]:8787"])
def test_an_issuer_on_this_machine_needs_no_tls(host):
    assert Verifier(f"http://{host}/t/acme", AUDIENCE)


def test_thousands_of_requests_cost_the_fetches_of_the_first(issuer, network):
    verifier, token = issuer.verifier(), issuer.token()
    for _ in range(3000):
        verifier.verify(token)
    assert len(network.asked) == 3
    assert set(Counter(url for url, _ in network.asked).values()) == {1}
