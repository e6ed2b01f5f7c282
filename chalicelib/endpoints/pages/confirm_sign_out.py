"""The question before a sign-out that nobody has vouched for."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.forms import Fields, post_form, submit
from chalicelib.endpoints.pages.frame import framed, name, paragraph
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.markup import fragment
from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.policy import content_policy
from chalicelib.endpoints.pages.sources import way_to_the_client

TITLE: Final = "Sign out?"
SIGNED_IN: Final = "You are signed in here."
SIGNED_IN_AS: Final = "You are signed in as "
CONFIRM: Final = "Sign out"
CANCEL: Final = "Stay signed in"


class ConfirmSignOut(NamedTuple):
    """Who would be signed out, and the fields that prove we asked (RP-Initiated Logout 2, 6)."""

    house: House
    action: str
    hidden: Fields = ()
    person: str | None = None
    post_logout_redirect_uri: str | None = None


def confirm_sign_out_page(question: ConfirmSignOut) -> Page:
    """Posts `decision` as confirm or cancel."""
    person = question.person
    who = SIGNED_IN if person is None else fragment(SIGNED_IN_AS, name(person), ".")
    form = post_form(
        question.action,
        question.hidden,
        submit("logout-confirm", "main", CONFIRM, "confirm"),
        submit("logout-cancel", "other", CANCEL, "cancel"),
    )
    target = question.post_logout_redirect_uri
    forms = ("'self'",) if target is None else ("'self'", *way_to_the_client(target))
    body = framed(question.house, TITLE, paragraph("lead", who), form)
    csp = content_policy(question.house, forms=forms)
    return Page(title=TITLE, body=body, csp=csp, house=question.house)
