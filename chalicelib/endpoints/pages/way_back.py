"""The way back to the app, wherever a page would otherwise be the end of the road."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.frame import name, outward_link
from chalicelib.endpoints.pages.markup import Html, fragment

BACK_TO: Final = "Go back to "


class WayBack(NamedTuple):
    """Where the link leads, and the name of what is there."""

    href: str
    label: str


def back_link(back: WayBack) -> Html:
    """The way back, as the page's main control."""
    return outward_link(back.href, fragment(BACK_TO, name(back.label)), "main")
