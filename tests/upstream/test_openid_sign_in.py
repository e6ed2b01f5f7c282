"""A sign-in over a generic OpenID connection, as far as everybody behaves."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.upstream.model import Callback, EmailTrust, UpstreamFailed, UpstreamRequest
from tests.fakes.fetch import json_answer
from tests.upstream.an_upstream import (
    ACCESS_TOKEN,
    CLIENT_ID,
    ISSUER,
    REQUEST,
    SECRET,
    AnUpstream,
    a_connection,
    jwk_of,
    other_key,
    rsa,
)


def query_of(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def test_a_sign_in_begins_with_state_nonce_and_an_s256_challenge():
    address = AnUpstream().provider().begin(REQUEST)
    assert address.startswith(f"{ISSUER}/authorize?")
    assert query_of(address) == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": REQUEST.redirect_uri,
        "scope": "openid email profile",
        "state": REQUEST.state,
        "nonce": REQUEST.nonce,
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
    }


def test_what_the_app_asked_about_the_sign_in_is_passed_on():
    request = UpstreamRequest(
        redirect_uri=REQUEST.redirect_uri,
        state=REQUEST.state,
        nonce=REQUEST.nonce,
        code_verifier=REQUEST.code_verifier,
        prompt="login",
        max_age=0,
        login_hint="hedy@globex.test",
        acr_values=("gold", "silver"),
        ui_locales="de en",
    )
    asked = query_of(AnUpstream().provider().begin(request))
    assert asked["prompt"] == "login"
    assert asked["max_age"] == "0"
    assert asked["login_hint"] == "hedy@globex.test"
    assert asked["acr_values"] == "gold silver"
    assert asked["ui_locales"] == "de en"


def test_a_provider_that_dislikes_pkce_is_spared_it():
    upstream = AnUpstream()
    connection = a_connection(pkce=False)
    assert "code_challenge" not in query_of(upstream.provider(connection).begin(REQUEST))
    upstream.sign_in(connection)
    (asked,) = upstream.fetch.requests_to(f"{ISSUER}/token")
    assert "code_verifier" not in asked.form


def test_an_authorization_endpoint_keeps_its_own_query():
    upstream = AnUpstream(metadata={"authorization_endpoint": f"{ISSUER}/authorize?policy=b2c"})
    assert query_of(upstream.provider().begin(REQUEST))["policy"] == "b2c"


def test_a_good_answer_becomes_an_assertion():
    upstream = AnUpstream(
        claims={
            "azp": CLIENT_ID,
            "at_hash": "vOPlTkf72q-ikiCooSd2cA",
            "groups": ["engineering", "admins"],
            "auth_time": 1_749_999_990,
            "acr": "gold",
            "amr": ["pwd", "otp"],
            "birthdate": "1914-11-09",
        }
    )
    assertion = upstream.sign_in()
    assert (assertion.connection, assertion.issuer) == ("workforce", ISSUER)
    assert assertion.subject == "hedy-1"
    assert assertion.email == "hedy@globex.test"
    assert assertion.profile == {"name": "Hedy Lamarr", "birthdate": "1914-11-09"}
    assert assertion.groups == ("engineering", "admins")
    assert (assertion.authenticated_at, assertion.acr) == (1_749_999_990, "gold")
    assert assertion.amr == ("pwd", "otp")


def test_the_code_is_redeemed_once_with_the_secret_in_the_form():
    upstream = AnUpstream()
    upstream.sign_in()
    (asked,) = upstream.fetch.requests_to(f"{ISSUER}/token")
    assert asked.form == {
        "grant_type": "authorization_code",
        "code": "a-code",
        "redirect_uri": REQUEST.redirect_uri,
        "code_verifier": REQUEST.code_verifier,
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
    }


def test_a_secret_in_the_basic_scheme_is_form_encoded_first():
    upstream = AnUpstream()
    upstream.sign_in(a_connection(token_authentication="client_secret_basic"))
    (asked,) = upstream.fetch.requests_to(f"{ISSUER}/token")
    encoded = asked.headers["Authorization"].removeprefix("Basic ")
    assert base64.b64decode(encoded) == b"globex-app:s3cret%2F%2B%25%3A"
    assert "client_secret" not in asked.form


@pytest.mark.parametrize(
    ("algorithm", "private"),
    [("PS256", rsa("one")), ("ES256", other_key("EC")), ("EdDSA", other_key("OKP"))],
)
def test_a_connection_may_allow_other_algorithms(algorithm, private):
    upstream = AnUpstream(keys=[jwk_of(private, "k")], signing=(private, "k", algorithm))
    assert upstream.sign_in(a_connection(algorithms=(algorithm,))).subject == "hedy-1"


def test_an_audience_list_of_one_is_fine():
    assert AnUpstream(claims={"aud": [CLIENT_ID]}).sign_in().subject == "hedy-1"


@pytest.mark.parametrize("off_by", [-119, 119])
def test_clocks_may_differ_by_two_minutes(off_by):
    upstream = AnUpstream()
    upstream.claims |= {
        "iat": upstream.clock.now() + off_by,
        "exp": upstream.clock.now() + min(off_by, 0) + 1,
    }
    assert upstream.sign_in().subject == "hedy-1"


def test_a_byte_order_mark_before_the_json_is_harmless():
    upstream = AnUpstream()
    told = json_answer(upstream.metadata)
    marked = type(told)(200, told.headers, b"\xef\xbb\xbf" + told.body)
    upstream.fetch.answers[upstream.at(".well-known/openid-configuration")] = marked
    assert upstream.sign_in().subject == "hedy-1"


def test_userinfo_completes_a_thin_id_token():
    upstream = AnUpstream(
        claims={"name": ..., "email": ..., "email_verified": ...},
        userinfo={"sub": "hedy-1", "name": "Hedy", "email": "hedy@globex.test", "groups": "sales"},
    )
    assertion = upstream.sign_in()
    assert (assertion.profile, assertion.email) == ({"name": "Hedy"}, "hedy@globex.test")
    assert assertion.groups == ("sales",)
    (asked,) = upstream.fetch.requests_to(f"{ISSUER}/userinfo")
    assert asked.headers["Authorization"] == f"Bearer {ACCESS_TOKEN}"


def test_userinfo_is_left_alone_when_the_id_token_says_enough():
    upstream = AnUpstream(userinfo={"sub": "hedy-1"})
    upstream.sign_in()
    assert not upstream.fetch.requests_to(f"{ISSUER}/userinfo")


def test_a_connection_may_always_ask_userinfo():
    upstream = AnUpstream(userinfo={"sub": "hedy-1", "locale": "de", "name": "Someone"})
    assertion = upstream.sign_in(a_connection(userinfo=True))
    assert assertion.profile == {"name": "Hedy Lamarr", "locale": "de"}


def test_userinfo_about_another_person_ends_the_sign_in():
    upstream = AnUpstream(userinfo={"sub": "someone-else"})
    with pytest.raises(UpstreamFailed, match="another person"):
        upstream.sign_in(a_connection(userinfo=True))


def test_signed_userinfo_is_refused_by_name():
    upstream = AnUpstream(userinfo={"sub": "hedy-1"})
    jwt_answer = json_answer("eyJ", content_type="application/jwt")
    upstream.fetch.answers[f"{ISSUER}/userinfo"] = jwt_answer
    with pytest.raises(UpstreamFailed, match="signed JWT"):
        upstream.sign_in(a_connection(userinfo=True))


def test_asking_userinfo_of_a_provider_without_it_is_a_misconfiguration():
    with pytest.raises(UpstreamFailed, match="userinfo_endpoint"):
        AnUpstream().sign_in(a_connection(userinfo=True))


def test_verified_speaks_about_the_address_beside_it_only():
    upstream = AnUpstream(
        claims={"email": "boss@globex.test", "email_verified": ...},
        userinfo={"sub": "hedy-1", "email": "hedy@globex.test", "email_verified": True},
    )
    trusting = a_connection(userinfo=True, trusted_email_domains=("globex.test",))
    assertion = upstream.sign_in(trusting)
    assert assertion.email == "boss@globex.test"
    assert assertion.email_trust is EmailTrust.UNVERIFIED


@pytest.mark.parametrize("beside_it", [{"email_verified": False}, {}])
def test_a_signed_word_about_no_address_verifies_none_from_userinfo(beside_it):
    upstream = AnUpstream(
        claims={"email": ..., "email_verified": True},
        userinfo={"sub": "hedy-1", "email": "boss@globex.test"} | beside_it,
    )
    assertion = upstream.sign_in(a_connection(trusted_email_domains=("globex.test",)))
    assert assertion.email == "boss@globex.test"
    assert assertion.email_trust is EmailTrust.UNVERIFIED


@pytest.mark.parametrize(
    ("verified", "domains", "trust"),
    [
        (True, (), EmailTrust.UNVERIFIED),
        (True, ("globex.test",), EmailTrust.AUTHORITATIVE),
        ("true", ("globex.test",), EmailTrust.AUTHORITATIVE),
        (1, ("globex.test",), EmailTrust.AUTHORITATIVE),
        ("1", ("globex.test",), EmailTrust.AUTHORITATIVE),
        (False, ("globex.test",), EmailTrust.UNVERIFIED),
        ("false", ("globex.test",), EmailTrust.UNVERIFIED),
        ("yes", ("globex.test",), EmailTrust.UNVERIFIED),
        ([True], ("globex.test",), EmailTrust.UNVERIFIED),
        (..., ("globex.test",), EmailTrust.UNVERIFIED),
        (True, ("example.com",), EmailTrust.UNVERIFIED),
    ],
)
def test_an_address_is_trusted_only_if_verified_and_of_a_domain_bound_to_it(
    verified, domains, trust
):
    upstream = AnUpstream(claims={"email_verified": verified})
    assert upstream.sign_in(a_connection(trusted_email_domains=domains)).email_trust is trust


def test_a_person_without_an_address_signs_in_all_the_same():
    upstream = AnUpstream(claims={"email": ..., "email_verified": ...})
    assertion = upstream.sign_in()
    assert (assertion.email, assertion.email_trust) == (None, EmailTrust.UNVERIFIED)


def test_the_right_iss_on_the_callback_is_welcome():
    assert AnUpstream().sign_in(callback=Callback(code="c", issuer=ISSUER)).subject == "hedy-1"
