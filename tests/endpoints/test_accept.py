"""Which form of an answer a caller would rather have."""

import pytest

from chalicelib.endpoints.accept import prefers

SIGNED, PLAIN = "application/token-introspection+jwt", "application/json"


@pytest.mark.parametrize(
    "accepted",
    [
        [SIGNED],
        [SIGNED.upper()],
        [f"{SIGNED}, {PLAIN};q=0.9"],
        [f"{PLAIN};q=0.9, {SIGNED}"],
        [f"{PLAIN};q=0.5", f"{SIGNED};q=0.501"],
        [f"{SIGNED}, */*;q=0.1"],
        [f"{SIGNED}; charset=utf-8 ; q=1.000"],
        [f"{SIGNED},,;q=,text/html"],
        [f"application/*, {PLAIN};q=0"],
    ],
)
def test_the_signed_form_is_sent_to_whoever_would_rather_have_it(accepted: list[str]) -> None:
    assert prefers(accepted, SIGNED, over=PLAIN)


@pytest.mark.parametrize(
    "accepted",
    [
        [],
        [""],
        ["*/*"],
        ["application/*"],
        [PLAIN],
        [f"{PLAIN}, {SIGNED}"],
        [f"{SIGNED}, {PLAIN}"],
        [f"{SIGNED}, */*"],
        [f"{SIGNED};q=0.5, {PLAIN};q=0.6"],
        [f"{SIGNED};q=0"],
        [f"*/*, {SIGNED};q=0.2"],
        [f"{SIGNED};q=2"],
        [f"{SIGNED};q=nan"],
        [f"{SIGNED};q=-1"],
        [f"{SIGNED};q=0.1234"],
        ["text/html"],
        ["application/jwt"],
        [f"x{SIGNED}"],
        [f"{SIGNED}/x"],
        ["," * 5000],
    ],
)
def test_everybody_else_gets_the_plain_form(accepted: list[str]) -> None:
    assert not prefers(accepted, SIGNED, over=PLAIN)
