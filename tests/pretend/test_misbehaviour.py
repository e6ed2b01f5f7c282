"""Each word makes one thing go wrong, visibly, and leaves the person who she is."""

import hashlib
import hmac

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.pretend.an_app import ACME, ADA, answer_of

OPENID_KINDS = ["google", "workforce"]


def unverified(id_token):
    return jwt.decode(id_token, options={"verify_signature": False})


@pytest.fixture(params=OPENID_KINDS)
def upstream(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        ("wrong_iss", jwt.InvalidIssuerError),
        ("wrong_aud", jwt.InvalidAudienceError),
        ("expired", jwt.ExpiredSignatureError),
        ("future", jwt.ImmatureSignatureError),
        ("foreign_key", jwt.InvalidSignatureError),
        ("hs256", jwt.InvalidAlgorithmError),
    ],
)
def test_a_verifier_refuses_the_id_token(upstream, word, refusal):
    id_token = upstream.tokens_for(f"ada+{word}@acme.test")["id_token"]
    assert unverified(id_token)["sub"] == ADA.subject
    with pytest.raises(refusal):
        upstream.verified(id_token)


def test_unsigned_has_no_signature(upstream):
    id_token = upstream.tokens_for("ada+unsigned@acme.test")["id_token"]
    assert jwt.get_unverified_header(id_token)["alg"] == "none"
    assert id_token.endswith(".")


def test_hs256_is_made_with_the_public_key(upstream):
    id_token = upstream.tokens_for("ada+hs256@acme.test")["id_token"]
    (published,) = upstream.published_keys().values()
    secret = published.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing_input, _, signature = id_token.rpartition(".")
    mac = hmac.new(secret, signing_input.encode(), hashlib.sha256).digest()
    assert jwt.utils.base64url_decode(signature) == mac


def test_unknown_kid_is_never_published(upstream):
    id_token = upstream.tokens_for("ada+unknown_kid@acme.test")["id_token"]
    assert jwt.get_unverified_header(id_token)["kid"] not in upstream.published_keys()


def test_rotated_satisfies_whoever_fetches_the_keys_again(upstream):
    before = upstream.published_keys()
    id_token = upstream.tokens_for("ada+rotated@acme.test")["id_token"]
    assert jwt.get_unverified_header(id_token)["kid"] not in before
    assert upstream.verified(id_token)["sub"] == ADA.subject
    assert before.keys() < upstream.published_keys().keys()


@pytest.mark.parametrize(
    ("word", "claim", "truth"),
    [("wrong_azp", "azp", ACME.client_id), ("wrong_nonce", "nonce", "a-nonce")],
)
def test_one_claim_is_wrong_and_the_signature_is_not(upstream, word, claim, truth):
    claims = upstream.verified(upstream.tokens_for(f"ada+{word}@acme.test")["id_token"])
    assert claims[claim] not in {truth, None}


def test_no_nonce_leaves_it_out(upstream):
    claims = upstream.verified(upstream.tokens_for("ada+no_nonce@acme.test")["id_token"])
    assert "nonce" not in claims


def test_bad_at_hash_belongs_to_another_access_token(upstream):
    tokens = upstream.tokens_for("ada+bad_at_hash@acme.test")
    digest = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    told = upstream.verified(tokens["id_token"])["at_hash"]
    assert jwt.utils.base64url_decode(told) != digest


def test_sub_mismatch_lets_userinfo_tell_of_somebody_else(workforce):
    tokens = workforce.tokens_for("ada+sub_mismatch@acme.test")
    told = workforce.userinfo(tokens["access_token"]).json
    assert told["sub"] != workforce.verified(tokens["id_token"])["sub"]


def test_no_email_keeps_silent_everywhere(upstream):
    tokens = upstream.tokens_for("ada+no_email@acme.test")
    told = upstream.verified(tokens["id_token"]) | upstream.userinfo(tokens["access_token"]).json
    assert not told.keys() & {"email", "email_verified"}


def test_unverified_email_says_so_everywhere(upstream):
    tokens = upstream.tokens_for("ada+unverified_email@acme.test")
    assert upstream.verified(tokens["id_token"])["email_verified"] is False
    assert upstream.userinfo(tokens["access_token"]).json["email_verified"] is False


def test_slow_answers_properly_after_a_long_pause(upstream, watch):
    assert "id_token" in upstream.tokens_for("ada+slow@acme.test")
    assert watch.naps == [15.0]


def test_error_500_fails_at_the_token_endpoint(upstream):
    assert upstream.redeem(upstream.code_for("ada+error_500@acme.test")).status_code == 500


def test_not_json_is_a_page_with_status_200(upstream):
    response = upstream.redeem(upstream.code_for("ada+not_json@acme.test"))
    assert response.status_code == 200
    assert response.mimetype == "text/html"


def test_huge_is_five_megabytes(upstream):
    response = upstream.redeem(upstream.code_for("ada+huge@acme.test"))
    assert len(response.data) > 5_000_000


def test_denied_comes_back_as_a_refusal(upstream):
    answer = answer_of(upstream.submit({"login": "ada+denied@acme.test"}))
    assert answer["error"] == "access_denied"


def test_replayed_code_is_refused_the_first_time(upstream):
    response = upstream.redeem(upstream.code_for("ada+replayed_code@acme.test"))
    assert response.json["error"] == "invalid_grant"


def test_other_app_names_another_app_throughout(google):
    id_token = google.tokens_for("ada+other_app@acme.test")["id_token"]
    claims = unverified(id_token)
    assert claims["aud"] == claims["azp"] != ACME.client_id


def test_a_word_that_the_kind_does_not_know_signs_nobody_in(workforce):
    response = workforce.submit({"login": "ada+other_app@acme.test"})
    assert response.status_code == 200
    assert "Nobody here signs in as" in response.text


def test_a_misbehaviour_is_not_remembered_by_the_browser(workforce):
    workforce.code_for("ada+wrong_iss@acme.test")
    code = answer_of(workforce.authorize(prompt="none"))["code"]
    assert workforce.verified(workforce.redeem(code).json["id_token"])


def test_a_password_form_knows_the_words_too(op):
    form = {"username": "alice+wrong_aud", "password": "correct-horse"}
    code = answer_of(op.submit(form))["code"]
    with pytest.raises(jwt.InvalidAudienceError):
        op.verified(op.redeem(code).json["id_token"])


def test_facebook_other_app_is_seen_by_debug_token_alone(graph):
    token = graph.token_for("ada+other_app@acme.test")
    assert graph.me(token).status_code == 200
    assert graph.debug(token).json["data"]["app_id"] != ACME.client_id


def test_facebook_expired_is_dead_on_arrival(graph):
    token = graph.token_for("ada+expired@acme.test")
    assert graph.me(token).json["error"]["error_subcode"] == 463
    assert graph.debug(token).json["data"]["is_valid"] is False


def test_facebook_sub_mismatch_names_two_people(graph):
    token = graph.token_for("ada+sub_mismatch@acme.test")
    assert graph.me(token).json["id"] != graph.debug(token).json["data"]["user_id"]


def test_facebook_no_email_keeps_silent(graph):
    assert "email" not in graph.me(graph.token_for("ada+no_email@acme.test")).json


def test_facebook_denied_comes_back_as_a_refusal(graph):
    answer = answer_of(graph.dialog(login_hint="ada+denied@acme.test"))
    assert answer["error_reason"] == "user_denied"


@pytest.mark.parametrize(("word", "status"), [("error_500", 500), ("replayed_code", 400)])
def test_facebook_token_exchange_fails(graph, word, status):
    assert graph.redeem(graph.code_for(f"ada+{word}@acme.test")).status_code == status


def test_facebook_not_json_is_a_page(graph):
    response = graph.redeem(graph.code_for("ada+not_json@acme.test"))
    assert (response.status_code, response.mimetype) == (200, "text/html")


def test_facebook_slow_and_huge_concern_the_token_exchange(graph, watch):
    assert graph.token_for("ada+slow@acme.test")
    assert watch.naps == [15.0]
    assert len(graph.redeem(graph.code_for("ada+huge@acme.test")).data) > 5_000_000
