"""A second algorithm: published beside the usual one, and for ID tokens of clients that want it."""

from dataclasses import replace

import jwt
import pytest
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

from chalicelib.adapters.kms.key_keeper import KmsKeyKeeper
from chalicelib.tenancy.model import KeyTier
from chalicelib.tokens.keys import KeyRing, KeyStage
from tests.conformance.registration import (
    CONFORMANCE,
    drop_key,
    keep_key,
    register_public_client,
)
from tests.conformance.relying_party import SUITE, RelyingParty
from tests.journeys.app import conformance
from tests.journeys.browser import Browser


@pytest.fixture(params=["ES256", "PS256"])
def algorithm(request, village):
    """The tenant signs with it, too."""
    keeper = KmsKeyKeeper("another", village.destination.secrets_key, lambda: village.kms)
    key = keeper.make(CONFORMANCE, request.param, KeyTier.DEDICATED, KeyRing(()))
    keep_key(village, replace(key, since=1), KeyStage.CURRENT)
    village.grow_cold()
    yield request.param
    drop_key(village, key)
    village.grow_cold()


def algorithm_of(token):
    return jwt.get_unverified_header(token)["alg"]


def test_a_client_gets_id_tokens_of_its_algorithm_and_access_tokens_of_the_usual(
    village, algorithm
):
    """JWK-3, IDT-1."""
    app = register_public_client(
        village, f"wants-{algorithm}", f"{SUITE}/callback", id_token_signed_response_alg=algorithm
    )
    code = RelyingParty(app=app).authorize(Browser(village))["code"]
    tokens = app.redeem(code).json
    assert algorithm_of(tokens["id_token"]) == algorithm
    assert algorithm_of(tokens["access_token"]) == "RS256"
    keys = KeySet.import_key_set(app.fetch("jwks").json)
    claims = joserfc_jwt.decode(tokens["id_token"], keys, algorithms=[algorithm]).claims
    assert claims["iss"] == app.issuer


def test_discovery_names_what_is_signed_with_and_others_get_what_they_got(village, algorithm):
    """JWK-3."""
    app = conformance(village)
    named = app.fetch(".well-known/openid-configuration").json
    assert named["id_token_signing_alg_values_supported"] == ["RS256", algorithm]
    tokens = RelyingParty(app=app).sign_in(Browser(village)).tokens
    assert algorithm_of(tokens["id_token"]) == "RS256"


def test_a_client_whose_algorithm_nothing_signs_with_gets_no_tokens_of_another(village):
    """IDT-1."""
    app = register_public_client(
        village, "wants-what-is-not", f"{SUITE}/callback", id_token_signed_response_alg="ES256"
    )
    rp = RelyingParty(app=app)
    refused = app.redeem(rp.authorize(Browser(village))["code"])
    assert (refused.status_code, refused.json["error"]) == (503, "temporarily_unavailable")
