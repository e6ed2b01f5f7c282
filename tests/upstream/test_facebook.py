"""Facebook's dialect: no ID token, so every answer is asked for and compared."""

from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.upstream.graph import appsecret_proof
from chalicelib.upstream.model import (
    Callback,
    EmailTrust,
    ProviderKind,
    UpstreamFailed,
    UpstreamRefused,
    UpstreamRequest,
)
from chalicelib.upstream.ports import Fetched
from chalicelib.upstream.providers import Dialects
from tests.fakes.clock import FrozenClock
from tests.fakes.fetch import FakeFetch, json_answer
from tests.upstream.an_upstream import CLIENT_ID, REQUEST, SECRET, TENANT, OpenSecrets, a_connection

GRAPH = "https://graph.facebook.com/v25.0"
TOKEN, ME, DEBUG = f"{GRAPH}/oauth/access_token", f"{GRAPH}/me", f"{GRAPH}/debug_token"
PERSON = {
    "id": "1015",
    "name": "Jo Doe",
    "first_name": "Jo",
    "last_name": "Doe",
    "email": "jo@example.com",
    "picture": {"data": {"is_silhouette": False, "url": "https://pictures.example/jo"}},
}
INSPECTED = {"app_id": CLIENT_ID, "is_valid": True, "user_id": "1015"}
FACEBOOK = a_connection(
    kind=ProviderKind.FACEBOOK,
    issuer="https://www.facebook.com",
    scopes=("public_profile", "email"),
)


@pytest.fixture
def fetch():
    return FakeFetch(
        {
            TOKEN: json_answer({"access_token": "EAAFake", "token_type": "bearer"}),
            DEBUG: json_answer({"data": INSPECTED}),
            ME: json_answer(PERSON),
        }
    )


@pytest.fixture
def facebook(fetch):
    return Dialects(fetch, OpenSecrets(), FrozenClock(), lambda url: url).of(TENANT, FACEBOOK)


def sign_in(facebook, **callback):
    return facebook.redeem(REQUEST, Callback(**callback or {"code": "a-code"}))


def test_the_dialog_is_asked_for_profile_and_e_mail(facebook):
    address = urlsplit(facebook.begin(REQUEST))
    assert address.netloc + address.path == "www.facebook.com/v25.0/dialog/oauth"
    assert parse_qs(address.query) == {
        "response_type": ["code"],
        "client_id": [CLIENT_ID],
        "redirect_uri": [REQUEST.redirect_uri],
        "scope": ["public_profile,email"],
        "state": [REQUEST.state],
    }


def test_a_fresh_login_is_asked_for_in_facebooks_words(facebook):
    request = UpstreamRequest(
        redirect_uri="r", state="s", nonce="n", code_verifier="v", prompt="login"
    )
    assert "auth_type=reauthenticate" in facebook.begin(request)


def test_the_person_is_who_the_token_speaks_for(facebook, fetch):
    assertion = sign_in(facebook)
    assert (assertion.issuer, assertion.subject) == ("https://www.facebook.com", "1015")
    assert assertion.email == "jo@example.com"
    assert assertion.email_trust is EmailTrust.UNVERIFIED
    assert assertion.profile == {
        "name": "Jo Doe",
        "given_name": "Jo",
        "family_name": "Doe",
        "picture": "https://pictures.example/jo",
    }
    (exchange,), (debug,), (me,) = (fetch.requests_to(one) for one in (TOKEN, DEBUG, ME))
    assert (exchange.method, exchange.form["client_secret"]) == ("POST", SECRET)
    assert debug.query == {"input_token": "EAAFake", "access_token": f"{CLIENT_ID}|{SECRET}"}
    assert me.query["appsecret_proof"] == appsecret_proof(SECRET, "EAAFake")


def test_appsecret_proof_is_an_hmac_of_the_token():
    assert appsecret_proof("vestibule-fake-app-secret", "EAAFakeAccessToken123") == (
        "791688ed73236e6a3473dc88a00f24eb96ff514f8390bdcc9ce3760603809314"
    )


def test_a_verified_flag_of_facebook_means_nothing(facebook, fetch):
    fetch.answers[ME] = json_answer(PERSON | {"verified": True, "email_verified": True})
    assert sign_in(facebook).email_trust is EmailTrust.UNVERIFIED


def test_a_person_without_an_address_or_a_picture_signs_in(facebook, fetch):
    silhouette = {"data": {"is_silhouette": True, "url": "https://pictures.example/none"}}
    fetch.answers[ME] = json_answer({"id": "1015", "name": "Mary", "picture": silhouette})
    assertion = sign_in(facebook)
    assert (assertion.email, assertion.profile) == (None, {"name": "Mary"})


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"is_valid": False}, "not valid"),
        ({"is_valid": "true"}, "not valid"),
        ({"app_id": "another-app"}, "another app"),
        ({"user_id": "1016"}, "another person"),
        ({"user_id": None}, "no person"),
    ],
)
def test_a_token_that_is_not_ours_signs_nobody_in(facebook, fetch, lie, reason):
    fetch.answers[DEBUG] = json_answer({"data": INSPECTED | lie})
    with pytest.raises(UpstreamFailed, match=reason):
        sign_in(facebook)


@pytest.mark.parametrize(
    "body", [b"false", b"null", b"true", b"{}", b'{"id": 1015}', b'{"id": ""}', b"<html>"]
)
def test_an_answer_without_a_person_is_a_failure(facebook, fetch, body):
    fetch.answers[ME] = Fetched(200, {}, body)
    with pytest.raises(UpstreamFailed):
        sign_in(facebook)


@pytest.mark.parametrize(
    ("error", "is_passing", "reason"),
    [
        ({"code": 190, "error_subcode": 463, "message": "secret words"}, False, "190/463"),
        ({"code": 4}, True, "4"),
        ({"code": 2}, True, "2"),
        ({"code": "190"}, False, "answered 400"),
        ("nonsense", False, "answered 400"),
    ],
)
@pytest.mark.parametrize("where", [TOKEN, DEBUG, ME])
def test_graph_errors_are_told_apart(facebook, fetch, where, error, is_passing, reason):
    fetch.answers[where] = json_answer({"error": error}, 400)
    with pytest.raises(UpstreamFailed, match=reason) as failure:
        sign_in(facebook)
    assert failure.value.is_passing is is_passing
    assert "secret words" not in failure.value.reason
    assert len(fetch.requests_to(where)) == 1


@pytest.mark.parametrize("error", ["access_denied", "user_denied"])
def test_a_person_who_declines_is_a_refusal(facebook, error):
    with pytest.raises(UpstreamRefused):
        sign_in(facebook, error=error)


def test_an_error_without_its_usual_name_is_a_failure_even_with_a_code(facebook):
    with pytest.raises(UpstreamFailed, match="1349048"):
        sign_in(facebook, error="1349048", code="a-code")


def test_an_answer_from_another_issuer_is_mix_up(facebook):
    with pytest.raises(UpstreamFailed, match="another issuer"):
        sign_in(facebook, code="a-code", issuer="https://evil.example")
