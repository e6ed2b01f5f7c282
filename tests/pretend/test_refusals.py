"""What the pretend providers refuse because the real ones do."""

import pytest

from tests.pretend.an_app import ADA, GLOBEX, answer_of, challenge


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"client_id": "nobody"}, "invalid_client"),
        ({"redirect_uri": "https://broker.test/t/acme/callback/google/"}, "redirect_uri_mismatch"),
        ({"redirect_uri": None}, "redirect_uri_mismatch"),
    ],
)
def test_an_ask_that_cannot_be_trusted_redirects_nobody(google, change, word):
    response = google.authorize(login_hint=ADA.login, **change)
    assert response.status_code == 400
    assert word in response.text


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "dance"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
    ],
)
def test_a_faulty_ask_is_told_to_the_app(google, change, error):
    answer = answer_of(google.authorize(login_hint=ADA.login, **change))
    assert answer["error"] == error
    assert answer["state"] == "a-state"


@pytest.mark.parametrize(
    ("change", "error", "status"),
    [
        ({"client_id": "nobody"}, "invalid_client", 401),
        ({"client_secret": "wrong"}, "invalid_client", 401),
        ({"client_secret": None}, "invalid_client", 401),
        ({"grant_type": "password"}, "unsupported_grant_type", 400),
        ({"code": "guessed"}, "invalid_grant", 400),
        ({"redirect_uri": "https://broker.test/elsewhere"}, "invalid_grant", 400),
        ({"redirect_uri": None}, "invalid_grant", 400),
        ({"code_verifier": "w" * 43}, "invalid_grant", 400),
        ({"code_verifier": None}, "invalid_grant", 400),
        (
            {"client_id": GLOBEX.client_id, "client_secret": GLOBEX.client_secret},
            "invalid_grant",
            400,
        ),
    ],
)
def test_a_code_buys_nothing_with_the_wrong_words(google, change, error, status):
    response = google.redeem(google.code_for(ADA.login), **change)
    assert (response.status_code, response.json["error"]) == (status, error)


def test_a_code_buys_once(google):
    code = google.code_for(ADA.login)
    assert google.redeem(code).status_code == 200
    again = google.redeem(code)
    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")


def test_a_code_expires(google, watch):
    code = google.code_for(ADA.login)
    watch.now += 601
    assert google.redeem(code).json["error"] == "invalid_grant"


def test_a_code_asked_for_without_pkce_needs_no_verifier(google):
    code = google.code_for(ADA.login, code_challenge=None, code_challenge_method=None)
    assert google.redeem(code, code_verifier=None).status_code == 200


def test_two_ways_of_authenticating_are_one_too_many(google):
    form = {"grant_type": "authorization_code", "client_secret": "x", "code": "y"}
    response = google.browser.post("/google/token", data=form, auth=("acme-app", "x"))
    assert response.json["error"] == "invalid_client"


@pytest.mark.parametrize("header", ["Basic !!!", "Basic YWJj", "Bearer YWJj", "Basic /w=="])
def test_a_garbled_authorization_header_is_refused(google, header):
    response = google.browser.post("/google/token", headers={"Authorization": header})
    assert response.status_code == 401


def test_userinfo_wants_a_token_of_its_own(google):
    assert google.userinfo("guessed").status_code == 401
    assert google.browser.get("/google/userinfo").status_code == 401


def test_an_access_token_expires(google, watch):
    token = google.tokens_for(ADA.login)["access_token"]
    watch.now += 3600
    assert google.userinfo(token).status_code == 401


def test_a_token_of_one_provider_means_nothing_to_another(google, workforce):
    token = google.tokens_for(ADA.login)["access_token"]
    assert workforce.userinfo(token).status_code == 401


def test_a_login_that_nobody_has_signs_nobody_in(google):
    response = google.submit({"login": "eve@acme.test"})
    assert response.status_code == 200
    assert "Nobody here signs in as eve@acme.test" in response.text


def test_the_challenge_of_the_specification_is_computed_as_printed():
    # RFC 7636 appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
