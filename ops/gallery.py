"""Writes every page with sample content, to be looked at: `python -m ops.gallery DIRECTORY`."""

import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from chalicelib.endpoints.pages.account import (
    Account,
    NobodySignedIn,
    account_page,
    nobody_page,
)
from chalicelib.endpoints.pages.account_cards import AppCard, Asked, DeviceCard
from chalicelib.endpoints.pages.chooser import Choice, Chooser, chooser_page
from chalicelib.endpoints.pages.client_card import ClientCard
from chalicelib.endpoints.pages.confirm_sign_out import ConfirmSignOut, confirm_sign_out_page
from chalicelib.endpoints.pages.consent import Consent, consent_page
from chalicelib.endpoints.pages.error import ErrorNotice, error_page
from chalicelib.endpoints.pages.form_post import FormPost, form_post_page
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.scopes import ScopeLine
from chalicelib.endpoints.pages.signed_out import SignedOut, signed_out_page
from chalicelib.endpoints.pages.trouble import Trouble
from chalicelib.endpoints.pages.way_back import WayBack

_LOGO: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><path fill="#7a1f3d"'
    b' d="M0 40 20 0l20 40zM50 40V0h20v40zM80 20a20 20 0 1 1 40 0 20 20 0 1 1-40 0z"/></svg>'
)
HOUSE: Final = House("Acme")
# A colour that is hard to read by day, and a logo of its own.
BRANDED: Final = House(
    name="Acme Ltd. of Ostermundigen",
    logo="data:image/svg+xml;base64," + b64encode(_LOGO).decode(),
    colour="#f2a900",
    support="https://acme.test/help",
    privacy="https://acme.test/privacy",
    terms="https://acme.test/terms",
)
LONG: Final = "The Extraordinarily Long-Winded International Supply & Logistics Dashboard (Beta)"
REDIRECT_URI: Final = "https://app.acme.test/callback"
ATTEMPT: Final = "sample-attempt"
CLIENT: Final = ClientCard(
    name="Acme Dashboard",
    policy_uri="https://acme.test/privacy",
    tos_uri="https://acme.test/terms",
)
CHOICES: Final = (
    Choice(label="Google", href="login/google", kind="google"),
    Choice(label="Facebook", href="login/facebook", kind="facebook"),
    Choice(label="Acme staff account", href="login/workforce", kind="oidc"),
)
SCOPES: Final = tuple(
    ScopeLine(scope=scope, description=description)
    for scope, description in (
        ("openid", None),
        ("profile", None),
        ("email", None),
        ("offline_access", None),
        ("orders:read", "See your orders"),
        ("orders:write", None),
    )
)
NOW: Final = 1_792_000_000
DEVICES: Final = (
    DeviceCard(
        key="this",
        device="Firefox on Linux",
        connection="Google",
        signed_in_at=NOW - 7200,
        last_used_at=NOW - 20,
        is_this=True,
        place="DE, 203.0.113.7",
        apps=("Acme Dashboard", LONG),
    ),
    DeviceCard(
        key="phone",
        device="Safari on iPhone",
        connection="Acme staff account",
        signed_in_at=NOW - 86_400 * 40,
        last_used_at=NOW - 3600 * 5,
        place="SE, 2001:db8:85a3:8d3:1319:8a2e:370:7348",
        apps=("Acme Dashboard",),
    ),
    DeviceCard(
        key="unknown",
        device="An unknown device",
        connection="Facebook",
        signed_in_at=NOW - 86_400 * 3,
        last_used_at=NOW - 86_400 * 3,
    ),
)
APPS: Final = (
    AppCard(
        key="dashboard",
        app="Acme Dashboard",
        device="Firefox on Linux",
        given_at=NOW - 7200,
        last_used_at=NOW - 20,
        scopes=SCOPES[:2],
    ),
    AppCard(
        key="long",
        app=LONG,
        device="Chrome on Android",
        given_at=NOW - 86_400 * 400,
        last_used_at=NOW - 86_400,
        scopes=SCOPES,
        outlives_session=True,
    ),
)
PARAMETERS_AT_FAULT: Final = {
    Trouble.BAD_REQUEST: (400, "invalid_request", "redirect_uri is not registered for this client"),
    Trouble.EXPIRED: (400, "invalid_request", "state is unknown, expired or already used"),
    Trouble.OTHER_BROWSER: (400, "invalid_request", "state does not belong to this browser"),
    Trouble.UPSTREAM_DOWN: (502, "temporarily_unavailable", None),
    Trouble.UPSTREAM_DISTRUSTED: (502, "server_error", None),
    Trouble.REFUSED: (403, "access_denied", None),
    Trouble.DISABLED: (403, "access_denied", None),
    Trouble.NOT_FOUND: (404, "not_found", None),
    Trouble.WRONG_METHOD: (405, "invalid_request", "this address answers GET"),
    Trouble.TOO_LARGE: (413, "invalid_request", "the body is larger than 65536 bytes"),
    Trouble.UNAVAILABLE: (503, "temporarily_unavailable", None),
    Trouble.UNEXPECTED: (500, "server_error", None),
}


def pages(house: House = HOUSE) -> Iterator[tuple[str, Page]]:
    """Every page by name, in the order in which a person may meet them."""
    yield "chooser", chooser_page(_chooser(house, CLIENT, CHOICES))
    yield "chooser-long", chooser_page(_chooser(house, ClientCard(name=LONG), CHOICES[:1]))
    yield "chooser-empty", chooser_page(_chooser(house, ClientCard(name="Acme Dashboard"), ()))
    yield "consent", consent_page(_consent(house))
    for trouble in Trouble:
        yield f"error-{trouble.name.lower()}", error_page(_notice(house, trouble))
    yield "account", account_page(_account(house))
    yield "account-bare", account_page(_account(house)._replace(devices=DEVICES[:1], apps=()))
    yield "account-nobody", nobody_page(NobodySignedIn(house=house, back=_back()))
    yield "confirm-sign-out", confirm_sign_out_page(_sign_out_question(house))
    yield "signed-out", signed_out_page(SignedOut(house=house, back=_back()))
    yield "form-post", form_post_page(_form_post(house))


def write_gallery(directory: Path) -> None:
    """One HTML file per page, in our look and in a tenant's own."""
    directory.mkdir(parents=True, exist_ok=True)
    for style, house in (("", HOUSE), ("branded-", BRANDED)):
        for name, page in pages(house):
            (directory / f"{style}{name}.html").write_text(page.html, encoding="utf-8")


def _chooser(house: House, client: ClientCard, choices: tuple[Choice, ...]) -> Chooser:
    return Chooser(
        house=house,
        client=client,
        choices=choices,
        attempt=ATTEMPT,
        cancel_action="login",
        redirect_uri=REDIRECT_URI,
    )


def _consent(house: House) -> Consent:
    return Consent(
        house=house,
        client=CLIENT,
        person="ada@acme.test",
        scopes=SCOPES,
        attempt=ATTEMPT,
        action="consent",
        redirect_uri=REDIRECT_URI,
    )


def _notice(house: House, trouble: Trouble) -> ErrorNotice:
    status, error, description = PARAMETERS_AT_FAULT[trouble]
    known = trouble not in {Trouble.NOT_FOUND, Trouble.BAD_REQUEST}
    return ErrorNotice(
        status=status,
        error=error,
        trouble=trouble,
        request_id="7c1f3c0a-5f2e-4e1b-9f6b-2d8f4f1f0f3a",
        description=description,
        house=house if known else None,
        back=_back() if known else None,
    )


def _back() -> WayBack:
    return WayBack(href="https://app.acme.test/", label="Acme Dashboard")


def _account(house: House) -> Account:
    return Account(
        house=house,
        person="ada@acme.test",
        devices=DEVICES,
        apps=APPS,
        asked=Asked(action="account", ticket="sample", now=NOW),
        back=_back(),
    )


def _sign_out_question(house: House) -> ConfirmSignOut:
    return ConfirmSignOut(
        house=house, action="logout", hidden=(("ticket", "sample"),), person="ada@acme.test"
    )


def _form_post(house: House) -> FormPost:
    return FormPost(
        house=house,
        client="Acme Dashboard",
        redirect_uri=REDIRECT_URI,
        parameters=(("code", "sample-code"), ("state", "sample-state")),
    )


if __name__ == "__main__":
    write_gallery(Path(sys.argv[1]))
