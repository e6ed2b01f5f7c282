"""What stands around every page: the doorway, whose house it is, and who keeps the door."""

from typing import Final

from chalicelib.endpoints.pages.house import House, crest
from chalicelib.endpoints.pages.markup import Html, element

PRODUCT: Final = "Vestibule"
KEEPER: Final = "Sign-in by "

_KEEPER: Final = element("p", {}, KEEPER, element("strong", {}, PRODUCT))


def framed(house: House | None, heading: str | Html, *content: str | None) -> Html:
    """The body of a page: the house's name (or ours) above, one heading, then the content."""
    above = PRODUCT if house is None else name(house.name)
    door = element(
        "div",
        {"class": "door"},
        element("header", {"class": "house"}, crest(house), element("p", {}, above)),
        element("main", {}, element("h1", {}, heading), *content),
        element("footer", {}, _links(house), _KEEPER) if house is not None else None,
    )
    return element("body", {}, door)


def _links(house: House) -> Html | None:
    """What the house offers to read, or to ask; None if it offers nothing."""
    items = [element("li", {}, outward_link(at, words)) for words, at in house.links]
    if not items:
        return None
    label = f"About {house.name}"
    return element("nav", {"aria-label": label, "class": "legal"}, element("ul", {}, *items))


def name(given: str) -> Html:
    """A name somebody else chose, kept from turning the text around it the other way."""
    return element("bdi", {"class": "name"}, given)


def paragraph(kind: str | None, *words: str | None) -> Html:
    """A paragraph of the given kind (a class of the style sheet)."""
    return element("p", {"class": kind}, *words)


def outward_link(address: str, words: str | Html, kind: str | None = None) -> Html:
    """A link out of our pages: the other side learns neither where from nor gets our window."""
    attributes = {"class": kind, "href": address, "rel": "noopener noreferrer"}
    return element("a", attributes, element("span", {}, words))
