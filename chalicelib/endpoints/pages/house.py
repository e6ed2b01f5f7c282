"""Whose house a page stands in: its name, its look, and where its keepers can be asked."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.marks import VESTIBULE
from chalicelib.endpoints.pages.markup import Html, element
from chalicelib.endpoints.pages.palette import palette
from chalicelib.endpoints.pages.sources import picture_sources

HELP: Final = "Get help"
PRIVACY: Final = "Privacy policy"
TERMS: Final = "Terms of service"


class House(NamedTuple):
    """A tenant as its pages show it. Addresses were checked when its document was published."""

    name: str
    logo: str | None = None
    colour: str | None = None
    support: str | None = None
    privacy: str | None = None
    terms: str | None = None

    @property
    def look(self) -> str:
        """The style sheet that its colour makes, empty for ours."""
        return palette(self.colour) if self.colour else ""

    @property
    def images(self) -> tuple[str, ...]:
        """The sources that its logo needs."""
        return picture_sources(self.logo)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Words and address of what it offers to read, or to ask."""
        offered = ((HELP, self.support), (PRIVACY, self.privacy), (TERMS, self.terms))
        return tuple((words, address) for words, address in offered if address)


def crest(house: House | None) -> Html:
    """The house's logo, else our mark. The name stands beside it, so it has nothing to say."""
    if house is None or not house.logo or not house.images:
        return VESTIBULE
    attributes = {"class": "crest", "src": house.logo, "alt": "", "referrerpolicy": "no-referrer"}
    return element("img", attributes)
