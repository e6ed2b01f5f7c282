"""Scopes in words, for the person who allows them."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.marks import TICK
from chalicelib.endpoints.pages.markup import Html, element

# OpenID Connect Core sections 5.4 and 11, in words for the person who is asked.
SCOPE_WORDS: Final = {
    "openid": "Know it is you when you come back",
    "profile": "See your name, picture and other profile details",
    "email": "See your e-mail address",
    "address": "See your postal address",
    "phone": "See your phone number",
    "offline_access": "Keep this access while you are away",
}


class ScopeLine(NamedTuple):
    """One scope; an API describes its own."""

    scope: str
    description: str | None = None


def scope_list(scopes: tuple[ScopeLine, ...]) -> Html:
    """Every scope as one line."""
    return element("ul", {"class": "scopes"}, *map(_scope_item, scopes))


def _scope_item(line: ScopeLine) -> Html:
    words = SCOPE_WORDS.get(line.scope) or line.description
    if words is None:
        return element("li", {}, TICK, element("code", {}, line.scope))
    code = None if line.scope in SCOPE_WORDS else element("code", {}, line.scope)
    return element("li", {}, TICK, element("span", {}, words, code))
