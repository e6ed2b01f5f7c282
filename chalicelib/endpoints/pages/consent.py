"""The consent page: a signed-in person decides what the client may have."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.client_card import ClientCard, introduction, legal_links
from chalicelib.endpoints.pages.forms import post_form, submit
from chalicelib.endpoints.pages.frame import framed, name, paragraph
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.policy import content_policy
from chalicelib.endpoints.pages.scopes import ScopeLine, scope_list
from chalicelib.endpoints.pages.sources import form_action_source, way_to_the_client

TITLE: Final = "Allow access?"
ASKS: Final = " would like to:"
SIGNED_IN_AS: Final = "Signed in as "
ALLOW: Final = "Allow"
DENY: Final = "Don't allow"
EITHER_WAY: Final = "Either way you go back to "


class Consent(NamedTuple):
    """One question to one person, and where the answer goes."""

    house: House
    client: ClientCard
    person: str
    scopes: tuple[ScopeLine, ...]
    attempt: str
    action: str
    redirect_uri: str


def consent_page(consent: Consent) -> Page:
    """What is asked, of whom, by whom; posts `decision` as allow or deny."""
    body = framed(
        consent.house,
        TITLE,
        introduction(consent.client, "", ASKS),
        scope_list(consent.scopes),
        paragraph("person", SIGNED_IN_AS, name(consent.person)),
        post_form(
            consent.action,
            (("attempt", consent.attempt),),
            submit("consent-allow", "main", ALLOW, "allow"),
            submit("consent-deny", "other", DENY, "deny"),
        ),
        paragraph("quietly", EITHER_WAY, name(_place(consent)), "."),
        legal_links(consent.client),
    )
    return Page(
        title=f"{TITLE} {consent.client.name}",
        body=body,
        house=consent.house,
        csp=content_policy(
            consent.house,
            forms=("'self'", *way_to_the_client(consent.redirect_uri)),
            images=consent.client.images,
        ),
    )


def _place(consent: Consent) -> str:
    """The host that the answer goes to, which a client cannot make up as it can its name."""
    return form_action_source(consent.redirect_uri).partition("://")[2] or consent.client.name
