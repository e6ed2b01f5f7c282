"""Signing in at the pretend Facebook."""

import pytest

from ops.local.pretend.graph import appsecret_proof
from ops.local.pretend.world import App
from tests.pretend.an_app import ACME, ADA, GLOBEX, MARY, answer_of, buttons_on


def test_a_person_signs_in_and_is_told_of(graph):
    page = graph.dialog()
    assert buttons_on(page.text) == [ADA.login, MARY.login]
    answer = graph.redeem(graph.code_for(ADA.login)).json
    assert answer["token_type"] == "bearer"
    told = graph.me(answer["access_token"]).json
    assert told["name"] == "Ada Lovelace"
    assert told["email"] == "ada@acme.test"
    assert told["picture"]["data"]["url"] == "https://people.test/ada.png"
    assert "email_verified" not in told


def test_the_token_may_be_fetched_by_post(graph):
    assert graph.redeem(graph.code_for(ADA.login), method="POST").status_code == 200


def test_debug_token_names_the_app_and_the_same_person(graph):
    token = graph.token_for(ADA.login)
    facts = graph.debug(token).json["data"]
    assert facts["app_id"] == ACME.client_id
    assert facts["is_valid"] is True
    assert facts["scopes"] == ["email", "public_profile"]
    assert facts["user_id"] == graph.me(token).json["id"]


def test_a_person_without_an_address_has_no_email(graph):
    assert graph.me(graph.token_for(MARY.login)).json.keys() == {"id", "name"}


def test_without_fields_only_id_and_name_are_told(graph):
    token = graph.token_for(ADA.login)
    assert graph.me(token, fields="id,name").json.keys() == {"id", "name"}


def test_a_person_has_another_id_at_every_app(graph):
    here = graph.me(graph.token_for(ADA.login)).json["id"]
    code = graph.code_for(ADA.login, client_id=GLOBEX.client_id)
    credentials = {"client_id": GLOBEX.client_id, "client_secret": GLOBEX.client_secret}
    token = graph.redeem(code, **credentials).json["access_token"]
    there = graph.me(token, app=GLOBEX).json["id"]
    assert here != there
    assert here.isdecimal()


def test_a_denial_says_who_declined(graph):
    answer = answer_of(graph.browser.post(graph.dialog().request.url, data={"deny": "yes"}))
    assert answer["error"] == "access_denied"
    assert answer["error_reason"] == "user_denied"
    assert answer["error_description"]
    assert answer["state"] == "a-state"


def test_granted_scopes_are_returned_when_asked_for(graph):
    answer = answer_of(graph.dialog(login_hint=ADA.login, return_scopes="true"))
    assert answer["granted_scopes"] == "email,public_profile"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": "nobody"}, 101),
        ({"client_secret": "wrong"}, 1),
        ({"redirect_uri": "https://broker.test/elsewhere"}, 191),
        ({"code": "guessed"}, 100),
    ],
)
def test_a_code_buys_nothing_with_the_wrong_words(graph, change, code):
    response = graph.redeem(graph.code_for(ADA.login), **change)
    assert response.status_code == 400
    assert response.json["error"]["code"] == code
    assert response.json["error"]["type"] == "OAuthException"


def test_a_code_buys_once(graph):
    code = graph.code_for(ADA.login)
    assert graph.redeem(code).status_code == 200
    assert graph.redeem(code).json["error"]["error_subcode"] == 36009


@pytest.mark.parametrize("change", [{"client_id": "nobody"}, {"redirect_uri": "https://x.test"}])
def test_a_dialog_that_cannot_be_trusted_redirects_nobody(graph, change):
    assert graph.dialog(login_hint=ADA.login, **change).status_code == 400


@pytest.mark.parametrize("proof", ["", "00", "é"])
def test_me_wants_the_proof_of_the_apps_secret(graph, proof):
    response = graph.me(graph.token_for(ADA.login), appsecret_proof=proof)
    assert response.json["error"]["code"] == 100


def test_another_apps_proof_does_not_fit(graph):
    assert graph.me(graph.token_for(ADA.login), app=GLOBEX).status_code == 400


def test_me_refuses_a_guessed_token(graph):
    assert graph.me("guessed").json["error"]["code"] == 190


def test_debug_token_wants_an_app_token(graph):
    token = graph.token_for(ADA.login)
    assert graph.debug(token, secret="wrong").json["error"]["code"] == 190


def test_debug_token_says_that_a_guessed_token_is_invalid(graph):
    facts = graph.debug("guessed").json["data"]
    assert facts["is_valid"] is False
    assert facts["error"]["subcode"] == 467


def test_only_graph_versions_are_paths(graph):
    assert graph.browser.get("/facebook/latest/me").status_code == 404


def test_the_proof_is_the_hmac_that_facebook_documents():
    app = App(client_id="1", client_secret="vestibule-fake-app-secret", redirect_uris=())
    assert appsecret_proof(app, "EAAFakeAccessToken123") == (
        "791688ed73236e6a3473dc88a00f24eb96ff514f8390bdcc9ce3760603809314"
    )
