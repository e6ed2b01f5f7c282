"""The `claims` parameter: claims by name, where the client wants them."""

import json

import pytest

PROTOCOL = {"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid"}


def asking(**members: object) -> str:
    return json.dumps(members)


def test_an_essential_claim_is_told_at_userinfo(rp, browser):
    """AZ-22, `oidcc-claims-essential`."""
    claims = asking(userinfo={"name": {"essential": True}})
    signed_in = rp.sign_in(browser, scope="openid", claims=claims)
    assert rp.userinfo(signed_in) == {"sub": signed_in.claims["sub"], "name": "Alice Example"}
    assert "name" not in signed_in.claims


def test_a_claim_goes_where_it_was_asked_for_and_nowhere_else(rp, browser):
    """AZ-22, FP2-3 (voluntary, with a value, with values)."""
    claims = asking(
        id_token={"email": None, "locale": {"value": "en-GB"}, "gender": {"values": ["x"]}},
        userinfo={"nickname": None, "birthdate": {"essential": False}},
    )
    signed_in = rp.sign_in(browser, scope="openid", claims=claims)
    assert set(signed_in.claims) - PROTOCOL == {"email", "locale", "gender"}
    assert set(rp.userinfo(signed_in)) == {"sub", "nickname", "birthdate"}


@pytest.mark.parametrize("essential", [True, False])
def test_a_claim_that_we_lack_is_left_out(rp, browser, essential):
    """AZ-22."""
    lacking = {"shoe_size": {"essential": essential}, "http://x.test/claim#de": None}
    claims = asking(userinfo=lacking, id_token=lacking)
    signed_in = rp.sign_in(browser, scope="openid", claims=claims)
    assert set(rp.userinfo(signed_in)) == {"sub"}
    assert set(signed_in.claims) <= PROTOCOL


@pytest.mark.parametrize(
    "claims",
    [
        "{}",
        '{"userinfo": {}, "id_token": null}',
        '{"other": {"name": null}}',
        '{"id_token": {"auth_time": {"essential": true}}}',
        '{"id_token": {"acr": {"values": ["1", "2"]}}}',
        '{"userinfo": {"name": {"essential": "perhaps", "new": [1]}}}',
    ],
)
def test_whatever_is_a_request_for_claims_is_no_error(rp, browser, claims):
    """AZ-22."""
    assert "auth_time" in rp.sign_in(browser, claims=claims).claims


@pytest.mark.parametrize("claims", ["{", "[]", "1", '{"userinfo": []}', "[" * 5000])
def test_what_is_no_request_for_claims_is_refused(rp, browser, claims):
    """AZ-22."""
    answer = rp.read(rp.ask(browser, claims=claims))
    assert answer["error"] == "invalid_request"
    assert "claims" in answer["error_description"]


def test_no_claim_that_is_asked_for_replaces_one_of_the_protocol(rp, browser):
    """AZ-22, IDT-1."""
    wanted = {"iss": {"value": "https://evil.test"}, "aud": {"value": "x"}, "nonce": {"value": "x"}}
    claims = rp.sign_in(browser, claims=asking(id_token=wanted)).claims
    assert (claims["iss"], claims["aud"]) == (rp.app.issuer, rp.app.client_id)
    assert claims["nonce"] == "a-nonce"


@pytest.mark.parametrize("member", ["id_token", "userinfo"])
def test_a_subject_that_is_asked_for_is_the_only_one_answered(rp, browser, member):
    """AZ-22, AZ-19."""
    subject = rp.sign_in(browser).claims["sub"]
    same = asking(**{member: {"sub": {"value": subject}}})
    other = asking(**{member: {"sub": {"value": "somebody-else"}}})
    assert "code" in rp.read(rp.ask(browser, prompt="none", claims=same))
    assert rp.read(rp.ask(browser, prompt="none", claims=other))["error"] == "login_required"
