"""A tenant's colour as a style sheet: readable by day and by night, whatever the colour is."""

from functools import lru_cache
from typing import Final

from chalicelib.endpoints.pages.stylesheet import DAY, NIGHT
from chalicelib.tenancy.colour import BLACK, WHITE, Colour, words_on

_PRESSED: Final = 0.2


@lru_cache(maxsize=64)
def palette(colour: str) -> str:
    """The rules that put the colour into the place of ours; nothing for what is no colour.

    Only numbers that were read from it get into the rules.
    """
    brand = Colour.parse(colour)
    words = brand and words_on(brand)
    if brand is None or words is None:
        return ""
    day = _rules(brand.readable_on(_grounds(DAY), BLACK), brand, words)
    light = brand.readable_on(_grounds(NIGHT), WHITE)
    night = _rules(light, light, _named(NIGHT, "on-accent"))
    return f":root{{{day}}}@media (prefers-color-scheme:dark){{:root{{{night}}}}}"


def _rules(accent: Colour, fill: Colour, words: Colour) -> str:
    """Words and lines in `accent`; buttons in `fill`, with `words` on them."""
    press = fill.mixed(BLACK if words == WHITE else WHITE, _PRESSED)
    values = {
        "accent": accent,
        "fill": fill,
        "press": press,
        "on-accent": words,
        "focus": accent,
    }
    return "".join(f"--{name}:{value};" for name, value in values.items())


def _grounds(theme: str) -> tuple[Colour, Colour]:
    """What words in the accent stand on."""
    return _named(theme, "door"), _named(theme, "wash")


def _named(theme: str, name: str) -> Colour:
    found = Colour.parse(theme.partition(f"--{name}:")[2].partition(";")[0])
    if found is None:
        raise LookupError(name)  # the style sheet has lost one of its own colours
    return found
