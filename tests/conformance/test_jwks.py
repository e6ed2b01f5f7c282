"""The keys that verifiers fetch, and how one takes over from another."""

import base64
from dataclasses import replace

import jwt
import pytest
from joserfc.jwk import KeySet

from chalicelib.tokens.key_rotation import KEPT, LEAD
from chalicelib.tokens.keys import KeyStage
from tests.conformance.registration import first_key, keep_key, keys_of
from tests.conformance.relying_party import RelyingParty
from tests.fakes.invocation import Invocation
from tests.journeys.app import App, acme_web, conformance, globex_web
from tests.journeys.browser import Browser

# What a process remembers of a tenant's keys, in seconds.
REMEMBERED = 61


@pytest.fixture(params=[conformance, acme_web, globex_web], ids=["conformance", "acme", "globex"])
def app(village, request) -> App:
    return request.param(village)


@pytest.fixture
def keys(app) -> list[dict[str, str]]:
    return app.fetch("jwks").json["keys"]


def test_anybody_may_read_the_keys_and_keep_them_for_minutes(app):
    """JWK-5."""
    response = app.fetch("jwks")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_every_key_has_a_name_of_its_own_and_only_public_members(keys):
    """JWK-1."""
    assert keys
    assert len({key["kid"] for key in keys}) == len(keys)
    for key in keys:
        assert key["kty"] in {"RSA", "EC", "OKP"}
        assert not {"d", "p", "q", "dp", "dq", "qi", "oth", "k"} & set(key)


def test_every_key_is_long_enough(keys):
    """JWK-2."""
    for key in keys:
        public = jwt.PyJWK(key).key
        assert public.key_size >= (2048 if key["kty"] == "RSA" else 256)
        if key["kty"] == "RSA":
            modulus = base64.urlsafe_b64decode(key["n"] + "==")
            assert modulus[0] != 0, "base64urlUInt has no leading zero"


def test_there_is_a_key_for_every_algorithm_that_discovery_names(app, keys):
    """JWK-3."""
    named = app.fetch(".well-known/openid-configuration").json
    algorithms = named["id_token_signing_alg_values_supported"]
    assert set(algorithms) <= {key["alg"] for key in keys}
    assert all(key["use"] == "sig" for key in keys)
    assert len(KeySet.import_key_set({"keys": keys}).keys) == len(keys)


def test_tenants_share_no_key(village):
    """X-4."""
    sets = [app(village).fetch("jwks").json["keys"] for app in (conformance, acme_web, globex_web)]
    kids = [key["kid"] for keys in sets for key in keys]
    assert len(set(kids)) == len(kids)


@pytest.fixture
def rotation(village):
    """The scheduled function; the tenant's key is as old as this test."""
    first = first_key(village)
    keep_key(village, replace(first, since=village.clock.now()), KeyStage.CURRENT)
    yield lambda: village.functions.rotate(Invocation())
    for key in keys_of(village):
        keep_key(village, key, KeyStage.CURRENT if key.kid == first.kid else KeyStage.FORMER)


def test_a_key_is_published_before_it_signs_and_after_it_signed(village, rotation):
    """JWK-4, `oidcc-server-rotate-keys`."""
    rp = RelyingParty(app=conformance(village))

    def published() -> set[str]:
        village.clock.advance(REMEMBERED)
        return {key["kid"] for key in rp.app.fetch("jwks").json["keys"]}

    def signed() -> str:
        return str(rp.sign_in(Browser(village)).tokens["id_token"])

    def kid_of(token: str) -> str:
        return jwt.get_unverified_header(token)["kid"]

    (first,) = published()
    village.clock.advance(90 * 24 * 3600)
    rotation()
    (second,) = published() - {first}
    old = signed()
    assert kid_of(old) == first
    village.clock.advance(LEAD - REMEMBERED)
    rotation()
    assert published() == {first, second}
    assert kid_of(signed()) == second
    assert rp.app.verified(old, rp.app.client_id)["iss"] == rp.app.issuer
    village.clock.advance(KEPT)
    rotation()
    assert published() == {second}
    assert kid_of(signed()) == second
    # A session lives longer than a key: who signs out with an ID token of then proves who asks.
    hinted = rp.app.fetch(f"logout?id_token_hint={old}")
    assert hinted.status_code == 200, hinted.text
