import re

import pytest

from chalicelib.endpoints.pages.stylesheet import CSS

LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+):(#[0-9a-f]+)", block))
    for block in re.findall(r":root\{[^}]*--hall[^}]*\}", CSS)
)
WORDS = [("ink", "door"), ("ink", "wash"), ("soft", "door"), ("soft", "wash")]
CONTROLS = [
    ("accent", "door"),
    ("accent", "wash"),
    ("on-accent", "accent"),
    ("on-accent", "press"),
    ("on-accent", "fill"),
]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["day", "night"])
@pytest.mark.parametrize(("words", "ground"), WORDS + CONTROLS)
def test_words_can_be_read_on_what_they_stand_on(palette, words, ground):
    assert _contrast(palette[words], palette[ground]) >= 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["day", "night"])
def test_the_focus_can_be_seen(palette):
    assert _contrast(palette["focus"], palette["door"]) >= 3  # WCAG 2.2, 1.4.11


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
