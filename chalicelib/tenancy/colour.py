"""Colours, and whether words on them can be read (WCAG 2.2, success criterion 1.4.3)."""

import re
from typing import NamedTuple

#: The least contrast between words and what they stand on.
READABLE = 4.5
_HEX = re.compile(r"#(?:[0-9a-f]{3}){1,2}", re.ASCII | re.IGNORECASE)
_WEIGHTS = (0.2126, 0.7152, 0.0722)
_STEPS = 20


class Colour(NamedTuple):
    """Red, green and blue, each from 0 to 255."""

    red: int
    green: int
    blue: int

    @staticmethod
    def parse(text: str) -> "Colour | None":
        """Read `#rgb` or `#rrggbb`; None for everything else."""
        if not _HEX.fullmatch(text):
            return None
        digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
        return Colour(*(int(digits[at : at + 2], 16) for at in (0, 2, 4)))

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    def mixed(self, other: "Colour", share: float) -> "Colour":
        """This colour with a share of another one in it."""
        pairs = zip(self, other, strict=True)
        return Colour(*(round(mine + (theirs - mine) * share) for mine, theirs in pairs))

    def contrast(self, other: "Colour") -> float:
        """From 1 (the same) to 21 (black and white)."""
        darker, lighter = sorted((self.luminance, other.luminance))
        return (lighter + 0.05) / (darker + 0.05)

    def readable_on(self, grounds: "tuple[Colour, ...]", towards: "Colour") -> "Colour":
        """This colour, or as little nearer to another one as makes words of it readable."""
        for step in range(_STEPS + 1):
            found = self.mixed(towards, step / _STEPS)
            if all(found.contrast(ground) >= READABLE for ground in grounds):
                return found
        return towards

    @property
    def luminance(self) -> float:
        """How bright it looks, from 0 to 1."""
        linear = (_linear(part / 255) for part in self)
        return sum(weight * part for weight, part in zip(_WEIGHTS, linear, strict=True))


WHITE = Colour(255, 255, 255)
BLACK = Colour(0, 0, 0)
#: What dark words are written in.
INK = Colour(0x16, 0x21, 0x1F)


def words_on(ground: Colour) -> Colour | None:
    """White or ink, whichever can be read better on a ground; None if neither can be."""
    best = max((WHITE, INK), key=ground.contrast)
    return best if ground.contrast(best) >= READABLE else None


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
