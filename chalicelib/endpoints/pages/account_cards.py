"""One device or one app of a person, with the button that ends it."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.forms import Fields, post_form, submit
from chalicelib.endpoints.pages.frame import name, paragraph
from chalicelib.endpoints.pages.markup import Html, element
from chalicelib.endpoints.pages.moments import moment
from chalicelib.endpoints.pages.scopes import ScopeLine, scope_list

THIS_BROWSER: Final = "This browser"
SIGN_OUT: Final = "Sign out"
SIGN_OUT_HERE: Final = "Sign out here"
END_ACCESS: Final = "End access"
OUTLIVES: Final = "Keeps its access after you sign out."
MAY: Final = "What it may do"
LAST_USED: Final = "Last used"
SIGNED_IN: Final = "Signed in"
GIVEN: Final = "Given"
WITH: Final = "With"
FROM: Final = "From"
ON: Final = "On"
APPS: Final = "Apps"


class Asked(NamedTuple):
    """What every form of the page shares: where it goes, whose it is, and when it was shown."""

    action: str
    ticket: str
    now: int

    def fields(self, end: str, key: str | None = None) -> Fields:
        """The hidden fields that say what to end."""
        named = () if key is None else (("key", key),)
        return (("end", end), *named, ("ticket", self.ticket))


class DeviceCard(NamedTuple):
    """One signed-in browser."""

    key: str
    device: str
    connection: str
    signed_in_at: int
    last_used_at: int
    is_this: bool = False
    place: str = ""
    apps: tuple[str, ...] = ()


class AppCard(NamedTuple):
    """One app that acts for the person, from one device."""

    key: str
    app: str
    device: str
    given_at: int
    last_used_at: int
    scopes: tuple[ScopeLine, ...] = ()
    outlives_session: bool = False


def device_card(card: DeviceCard, asked: Asked, at: int) -> Html:
    """An item of the list of devices; `at` is its place there."""
    facts = (
        (LAST_USED, moment(card.last_used_at, asked.now)),
        (SIGNED_IN, moment(card.signed_in_at, asked.now)),
        (WITH, name(card.connection)),
        (FROM, name(card.place) if card.place else None),
        (APPS, _names(card.apps) if card.apps else None),
    )
    return element(
        "li",
        {"class": "card"},
        element("h3", {"id": f"device-{at}"}, name(card.device)),
        paragraph("here", THIS_BROWSER) if card.is_this else None,
        _facts(facts),
        post_form(
            asked.action,
            asked.fields("session", card.key),
            submit(
                f"end-session-{at}",
                "other",
                SIGN_OUT_HERE if card.is_this else SIGN_OUT,
                described_by=f"device-{at}",
            ),
        ),
    )


def app_card(card: AppCard, asked: Asked, at: int) -> Html:
    """An item of the list of apps; `at` is its place there."""
    facts = (
        (ON, name(card.device)),
        (LAST_USED, moment(card.last_used_at, asked.now)),
        (GIVEN, moment(card.given_at, asked.now)),
    )
    return element(
        "li",
        {"class": "card"},
        element("h3", {"id": f"app-{at}"}, name(card.app)),
        paragraph(None, OUTLIVES) if card.outlives_session else None,
        _facts(facts),
        _may(card.scopes) if card.scopes else None,
        post_form(
            asked.action,
            asked.fields("grant", card.key),
            submit(f"end-grant-{at}", "other", END_ACCESS, described_by=f"app-{at}"),
        ),
    )


def _may(scopes: tuple[ScopeLine, ...]) -> Html:
    return element("details", {}, element("summary", {}, MAY), scope_list(scopes))


def _names(apps: tuple[str, ...]) -> Html:
    return element("ul", {}, *(element("li", {}, name(app)) for app in apps))


def _facts(facts: tuple[tuple[str, Html | None], ...]) -> Html:
    rows = (
        element("div", {}, element("dt", {}, term), element("dd", {}, fact))
        for term, fact in facts
        if fact is not None
    )
    return element("dl", {"class": "facts"}, *rows)
