"""The control endpoint and the outbox."""

import pytest

from ops.local.pretend.misbehaviour import EFFECTS, Misbehaviour, known_words
from tests.pretend.an_app import ADA


def test_a_misbehaviour_lasts_until_it_is_taken_back(google):
    control = "/google/control"
    assert google.browser.post(control, json={"misbehave": "replayed_code"}).status_code == 200
    assert google.browser.get(control).json["misbehave"] == "replayed_code"
    for _ in range(2):
        assert google.redeem(google.code_for(ADA.login)).status_code == 400
    assert google.browser.post(control, json={"misbehave": None}).status_code == 200
    assert google.redeem(google.code_for(ADA.login)).status_code == 200


def test_a_logins_own_word_goes_before_the_controls(google):
    google.browser.post("/google/control", json={"misbehave": "denied"})
    assert google.code_for("ada+slow@acme.test")


def test_one_providers_misbehaviour_is_not_anothers(google, workforce):
    google.browser.post("/google/control", json={"misbehave": "error_500"})
    assert workforce.tokens_for(ADA.login)


@pytest.mark.parametrize(
    "wanted", [{"misbehave": "dance"}, {"misbehave": ["slow"]}, {"misbehave": ""}, {}, []]
)
def test_an_unknown_word_is_refused_with_the_known_ones(google, wanted):
    response = google.browser.post("/google/control", json=wanted)
    assert response.status_code == 400
    assert response.json["known"] == known_words("google")


def test_a_body_that_is_not_json_is_refused(google):
    assert google.browser.post("/google/control", data="misbehave=slow").status_code == 400


def test_a_push_is_not_sent_yet_and_names_what_will_be(graph):
    response = graph.browser.post("/facebook/control", json={"push": "deauthorize"})
    assert response.status_code == 501
    assert response.json["not_sent_yet"] == ["deauthorize", "data-deletion"]


def test_control_explains_every_word_it_knows(google):
    told = google.browser.get("/google/control").json
    assert told["misbehaviours"] == known_words("google")
    assert set(told["effects"]) == set(told["misbehaviours"])


def test_every_word_of_the_vocabulary_is_known_to_some_kind():
    assert {word for effects in EFFECTS.values() for word in effects} == set(Misbehaviour)


def test_the_log_shows_the_requests_but_no_secret(google):
    code = google.code_for(ADA.login)
    google.redeem(code)
    response = google.browser.get("/google/control")
    asked, redeemed = response.json["log"]
    assert asked["parameters"]["login_hint"] == ADA.login
    assert (redeemed["path"], redeemed["status"]) == ("/google/token", 200)
    assert code not in response.text
    assert "s3cret" not in response.text


def test_the_outbox_lists_what_was_sent(google):
    assert google.browser.get("/outbox").json == []
    email = {"to": "ada@acme.test", "subject": "Hello"}
    assert google.browser.post("/outbox", json=email).status_code == 201
    assert google.browser.post("/outbox", json=["no e-mail"]).status_code == 400
    assert google.browser.get("/outbox").json == [email]


def test_the_index_leads_to_every_provider(google):
    page = google.browser.get("/").text
    for name in ("google", "facebook", "workforce", "op"):
        assert f'href="/{name}/control"' in page
