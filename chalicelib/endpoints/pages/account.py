"""The account page: where a person is signed in, and which apps act for them."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.account_cards import (
    AppCard,
    Asked,
    DeviceCard,
    app_card,
    device_card,
)
from chalicelib.endpoints.pages.forms import post_form, submit
from chalicelib.endpoints.pages.frame import framed, name, paragraph
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.markup import Html, element
from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.policy import content_policy
from chalicelib.endpoints.pages.way_back import WayBack, back_link

TITLE: Final = "Your devices and apps"
SIGNED_IN_AS: Final = "Signed in as "
DEVICES: Final = "Where you are signed in"
APPS: Final = "Apps that act for you"
NO_APPS: Final = "No app can do anything for you by itself."
EVERYTHING: Final = "All at once"
ADVICE: Final = (
    "Is something here not yours? End everything else, then change the password of the account "
    "that you sign in with."
)
OTHERS: Final = "End everything else"
EVERYWHERE: Final = "Sign out everywhere, here too"

NOBODY: Final = "You are not signed in"
NOBODY_KNOWN: Final = "Only you can see your devices and apps, so sign in first."
NOBODY_NOW: Final = "Open one of the apps here and sign in to it, then come back to this page."


class Account(NamedTuple):
    """One person's devices and apps, and what proves that a form is theirs."""

    house: House
    person: str
    devices: tuple[DeviceCard, ...]
    apps: tuple[AppCard, ...]
    asked: Asked
    back: WayBack | None = None


class NobodySignedIn(NamedTuple):
    """Whose house it is, and where the person may sign in."""

    house: House
    back: WayBack | None = None


def account_page(account: Account) -> Page:
    """Each form says what to `end`: `session` or `grant`, with a `key`; `others`; `everywhere`."""
    asked = account.asked
    devices = (device_card(card, asked, at) for at, card in enumerate(account.devices))
    apps = [app_card(card, asked, at) for at, card in enumerate(account.apps)]
    body = framed(
        account.house,
        TITLE,
        paragraph("lead", SIGNED_IN_AS, name(account.person)),
        _section("devices", DEVICES, element("ul", {"class": "cards"}, *devices)),
        _section(
            "apps",
            APPS,
            element("ul", {"class": "cards"}, *apps) if apps else paragraph("notice", NO_APPS),
        ),
        _section("everything", EVERYTHING, paragraph(None, ADVICE), *_everything(asked)),
        None if account.back is None else back_link(account.back),
    )
    csp = content_policy(account.house, forms=("'self'",))
    return Page(title=TITLE, body=body, csp=csp, house=account.house)


def nobody_page(nobody: NobodySignedIn) -> Page:
    """For a browser in which nobody is signed in."""
    body = framed(
        nobody.house,
        NOBODY,
        paragraph("lead", NOBODY_KNOWN),
        paragraph("now", NOBODY_NOW),
        None if nobody.back is None else back_link(nobody.back),
    )
    return Page(title=NOBODY, body=body, csp=content_policy(nobody.house), house=nobody.house)


def _section(identifier: str, heading: str, *content: Html) -> Html:
    named = f"{identifier}-heading"
    return element(
        "section",
        {"id": identifier, "aria-labelledby": named},
        element("h2", {"id": named}, heading),
        *content,
    )


def _everything(asked: Asked) -> tuple[Html, Html]:
    return (
        post_form(asked.action, asked.fields("others"), submit("end-others", "other", OTHERS)),
        post_form(
            asked.action, asked.fields("everywhere"), submit("end-everywhere", "other", EVERYWHERE)
        ),
    )
