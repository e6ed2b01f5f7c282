"""RFC 7636, S256 only."""

import pytest

from chalicelib.protocol.errors import InvalidRequest
from chalicelib.protocol.pkce import challenge_of, require_challenge

# The example printed in RFC 7636 appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_verifier_of_the_rfc_proves_its_challenge() -> None:
    assert challenge_of(VERIFIER) == CHALLENGE


def test_a_challenge_is_accepted_as_it_is() -> None:
    assert require_challenge(CHALLENGE, "S256") == CHALLENGE


def test_no_challenge_is_no_challenge() -> None:
    assert require_challenge(None, None) is None


@pytest.mark.parametrize(
    ("challenge", "method"),
    [
        (CHALLENGE, "plain"),
        (CHALLENGE, None),  # an omitted method means plain
        (CHALLENGE, "s256"),
        (None, "S256"),
        (CHALLENGE[:-1], "S256"),
        (CHALLENGE + "A", "S256"),
        ("=" * 43, "S256"),
    ],
)
def test_anything_but_s256_is_refused(challenge: str | None, method: str | None) -> None:
    with pytest.raises(InvalidRequest):
        require_challenge(challenge, method)


@pytest.mark.parametrize("verifier", [None, "", "short", "x" * 129, "é" * 43, "a b" * 20])
def test_a_malformed_verifier_proves_nothing(verifier: str | None) -> None:
    assert challenge_of(verifier) is None
