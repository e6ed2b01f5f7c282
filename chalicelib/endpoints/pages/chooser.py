"""The sign-in page: a person picks the connection that will vouch for them."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.client_card import ClientCard, introduction, legal_links
from chalicelib.endpoints.pages.forms import post_form, submit
from chalicelib.endpoints.pages.frame import framed, name, paragraph
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.marks import connection_mark
from chalicelib.endpoints.pages.markup import Html, element, fragment
from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.policy import content_policy
from chalicelib.endpoints.pages.sources import way_to_the_client

SIGN_IN: Final = "Sign in to "
TO_CONTINUE: Final = "to continue to "
CONTINUE_WITH: Final = "Continue with "
CHOICES: Final = "Ways to sign in"
NO_CHOICES: Final = (
    "No way to sign in has been set up here yet. Go back, and tell the people who run the app."
)
CANCEL: Final = "Cancel and go back"


class Choice(NamedTuple):
    """One connection: where its link leads, what it is called, and which mark it bears."""

    label: str
    href: str
    kind: str = ""


class Chooser(NamedTuple):
    """One attempt to sign in, as far as the person needs to see it."""

    house: House
    client: ClientCard
    choices: tuple[Choice, ...]
    attempt: str
    cancel_action: str
    redirect_uri: str


def chooser_page(chooser: Chooser) -> Page:
    """The connections as links, and a way to refuse (RFC 6749 section 4.1.2.1)."""
    body = framed(
        chooser.house,
        fragment(SIGN_IN, name(chooser.house.name)),
        introduction(chooser.client, TO_CONTINUE),
        _choices(chooser.choices),
        post_form(
            chooser.cancel_action,
            (("attempt", chooser.attempt),),
            submit("login-cancel", "quiet", CANCEL),
        ),
        legal_links(chooser.client),
    )
    return Page(
        title=f"{SIGN_IN}{chooser.house.name}",
        body=body,
        house=chooser.house,
        csp=content_policy(
            chooser.house,
            forms=("'self'", *way_to_the_client(chooser.redirect_uri)),
            images=chooser.client.images,
        ),
    )


def _choices(choices: tuple[Choice, ...]) -> Html:
    if not choices:
        return paragraph("notice", NO_CHOICES)
    items = (element("li", {}, _link(choice)) for choice in choices)
    return element("nav", {"aria-label": CHOICES}, element("ul", {"class": "choices"}, *items))


def _link(choice: Choice) -> Html:
    # One run of text: whoever reads the page, person or program, finds the whole phrase.
    words = element("bdi", {}, f"{CONTINUE_WITH}{choice.label}")
    return element(
        "a", {"class": "choice", "href": choice.href}, connection_mark(choice.kind), words
    )
