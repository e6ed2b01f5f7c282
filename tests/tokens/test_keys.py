"""The key ring and what it publishes (JWK)."""

import pytest

from chalicelib.tokens.keys import KeyRing, KeyStage, NoSigningKey
from tests.builders import a_key


def test_every_stage_is_published_and_only_the_current_key_signs() -> None:
    """JWK-4."""
    ring = KeyRing(
        (
            a_key("next", stage=KeyStage.NEXT),
            a_key("now"),
            a_key("old", stage=KeyStage.RETIRED),
        )
    )
    assert [key["kid"] for key in ring.jwks()["keys"]] == ["next", "now", "old"]
    assert ring.current().kid == "now"


def test_private_members_are_never_published() -> None:
    """JWK-1."""
    key = a_key(public_jwk={"kty": "RSA", "n": "AQ", "e": "AQAB", "d": "x", "p": "x", "k": "x"})
    (published,) = KeyRing((key,)).jwks()["keys"]
    assert set(published) == {"kty", "n", "e", "kid", "use", "alg"}


def test_a_published_key_says_what_it_is_for() -> None:
    """JWK-3."""
    (published,) = KeyRing((a_key(),)).jwks()["keys"]
    assert published["use"] == "sig"
    assert published["alg"] == "RS256"


def test_of_a_promotion_that_was_half_seen_the_successor_signs() -> None:
    old, successor = a_key("old", since=1000), a_key("successor", since=0)
    for ring in (KeyRing((old, successor)), KeyRing((successor, old))):
        assert ring.current() == successor


def test_rs256_comes_first_among_the_algorithms() -> None:
    ring = KeyRing((a_key("e", algorithm="ES256"), a_key("r")))
    assert ring.algorithms == ("RS256", "ES256")


def test_a_ring_without_a_current_key_cannot_sign() -> None:
    with pytest.raises(NoSigningKey):
        KeyRing((a_key(stage=KeyStage.RETIRED),)).current()


def test_an_algorithm_signs_once_its_key_is_current_and_rs256_until_then() -> None:
    usual = a_key("r")
    waiting = a_key("e", algorithm="ES256", stage=KeyStage.NEXT)
    assert KeyRing((usual, waiting)).signing("ES256") == usual
    signing = a_key("e", algorithm="ES256")
    assert KeyRing((usual, signing)).signing("ES256") == signing
    with pytest.raises(NoSigningKey):
        KeyRing((waiting,)).signing("ES256")
