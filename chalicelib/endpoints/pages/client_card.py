"""How the client that asks shows itself to the person."""

from typing import NamedTuple

from chalicelib.endpoints.pages.frame import name, outward_link, paragraph
from chalicelib.endpoints.pages.house import PRIVACY, TERMS
from chalicelib.endpoints.pages.markup import Html, element
from chalicelib.endpoints.pages.sources import NOTHING, form_action_source, web_link


class ClientCard(NamedTuple):
    """A client's name and the optional addresses it registered (RFC 7591 section 2)."""

    name: str
    logo_uri: str | None = None
    policy_uri: str | None = None
    tos_uri: str | None = None

    @property
    def images(self) -> tuple[str, ...]:
        """The sources its logo needs; none without a logo, so nothing is fetched then."""
        logo = web_link(self.logo_uri)
        source = NOTHING if logo is None else form_action_source(logo)
        return () if source == NOTHING else (source,)


def introduction(client: ClientCard, before: str, after: str = "") -> Html:
    """One line that names the client, with its logo if it has one."""
    logo = web_link(client.logo_uri)
    # The name stands beside the picture, so the picture itself has nothing to say.
    picture = logo and element(
        "img",
        {"class": "logo", "src": logo, "alt": "", "referrerpolicy": "no-referrer"},
    )
    words = element("span", {}, before, name(client.name), after)
    return paragraph("lead", picture or None, words)


def legal_links(client: ClientCard) -> Html | None:
    """The client's policy and terms, or None if it registered neither."""
    addresses = ((PRIVACY, client.policy_uri), (TERMS, client.tos_uri))
    links = [
        element("li", {}, outward_link(address, words))
        for words, given in addresses
        if (address := web_link(given)) is not None
    ]
    if not links:
        return None
    label = f"About {client.name}"
    return element("nav", {"aria-label": label, "class": "legal"}, element("ul", {}, *links))
