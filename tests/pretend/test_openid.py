"""Signing in at a pretend OpenID provider that is not Google."""

import pytest

from tests.pretend.an_app import ACME, ADA, REDIRECT_URI, answer_of, buttons_on


def test_the_callback_names_the_issuer_and_the_metadata_says_so(workforce):
    document = workforce.browser.get("/workforce/.well-known/openid-configuration").json
    assert document["authorization_response_iss_parameter_supported"] is True
    assert answer_of(workforce.authorize(login_hint=ADA.login))["iss"] == workforce.issuer
    assert answer_of(workforce.submit({"deny": "yes"}))["iss"] == workforce.issuer


def test_the_id_token_is_thin_and_userinfo_tells_the_rest(workforce):
    tokens = workforce.tokens_for(ADA.login)
    claims = workforce.verified(tokens["id_token"])
    assert claims["email"] == "ada@acme.test"
    assert "groups" not in claims
    told = workforce.userinfo(tokens["access_token"]).json
    assert told["groups"] == ["engineering"]
    assert told["given_name"] == "Ada"
    assert "phone_number" not in told


def test_a_scope_opens_its_claims(workforce):
    tokens = workforce.tokens_for(ADA.login, scope="openid phone groups")
    told = workforce.userinfo(tokens["access_token"]).json
    assert told == {"sub": ADA.subject, "phone_number": "+44 1", "groups": ["engineering"]}


def test_the_first_acr_value_asked_for_is_returned(workforce):
    tokens = workforce.tokens_for(ADA.login, acr_values="gold silver")
    assert workforce.verified(tokens["id_token"])["acr"] == "gold"


def test_an_earlier_sign_in_answers_a_silent_ask_with_its_own_time(workforce, watch):
    watch.now -= 100
    workforce.code_for(ADA.login)
    watch.now += 100
    code = answer_of(workforce.authorize(prompt="none"))["code"]
    claims = workforce.verified(workforce.redeem(code).json["id_token"])
    assert claims["auth_time"] == watch.now - 100


def test_a_silent_ask_with_nobody_signed_in_is_refused(workforce):
    assert answer_of(workforce.authorize(prompt="none"))["error"] == "login_required"


def test_a_silent_ask_is_refused_once_max_age_is_over(workforce, watch):
    workforce.code_for(ADA.login)
    watch.now += 61
    answer = answer_of(workforce.authorize(prompt="none", max_age="60"))
    assert answer["error"] == "login_required"


def test_a_silent_ask_for_somebody_else_is_refused(workforce):
    workforce.code_for(ADA.login)
    answer = answer_of(workforce.authorize(prompt="none", login_hint="bob@acme.test"))
    assert answer["error"] == "login_required"


def test_buttons_are_shown_again_to_who_is_signed_in(workforce):
    workforce.code_for(ADA.login)
    assert buttons_on(workforce.authorize().text) == [ADA.login]


def test_a_wrong_password_says_so_and_signs_nobody_in(op):
    page = op.submit({"username": "alice", "password": "wrong"})
    assert page.status_code == 200
    assert "Wrong username or password." in page.text


def test_a_missing_password_signs_nobody_in(op):
    assert op.submit({"username": "alice", "password": ""}).status_code == 200


def test_the_password_page_has_the_ids_that_a_tester_looks_for(op):
    page = op.authorize().text
    for element in ("username", "password", "login-submit", "login-cancel"):
        assert f'id="{element}"' in page
    assert "Sign in" in page


def test_a_login_hint_fills_in_the_name_but_never_skips_the_password(op):
    page = op.authorize(login_hint="alice")
    assert page.status_code == 200
    assert 'value="alice"' in page.text


def test_a_right_password_signs_in_and_lasts(op):
    answer = answer_of(op.submit({"username": "alice", "password": "correct-horse"}))
    claims = op.verified(op.redeem(answer["code"]).json["id_token"])
    assert claims["sub"] == "alice-1"
    assert claims["amr"] == ["pwd"]
    assert "code" in answer_of(op.authorize())


@pytest.mark.parametrize("prompt", ["login", "consent", "select_account"])
def test_a_prompt_shows_the_password_page_to_who_is_signed_in(op, prompt):
    op.submit({"username": "alice", "password": "correct-horse"})
    assert op.authorize(prompt=prompt).status_code == 200


def test_an_old_sign_in_does_not_answer_a_short_max_age(op, watch):
    op.submit({"username": "alice", "password": "correct-horse"})
    watch.now += 61
    assert op.authorize(max_age="60").status_code == 200


def test_an_ask_sent_as_a_form_survives_the_sign_in_page(op):
    page = op.browser.post("/op/authorize", data=op.ask(state="kept"))
    action = page.text.split('action="')[1].split('"')[0].replace("&amp;", "&")
    form = {"username": "alice", "password": "correct-horse"}
    assert answer_of(op.browser.post(action, data=form))["state"] == "kept"


def test_an_app_may_authenticate_with_a_basic_header(workforce):
    code = workforce.code_for(ADA.login)
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI}
    response = workforce.browser.post(
        "/workforce/token",
        data=form | {"code_verifier": "v" * 43},
        # RFC 6749 section 2.3.1: each half is form-encoded before the colon joins them.
        auth=(ACME.client_id, "s3cret%2F%2B%25%3A"),
    )
    assert response.status_code == 200
