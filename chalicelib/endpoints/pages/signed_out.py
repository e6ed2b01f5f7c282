"""The end of a sign-out."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.frame import framed, paragraph
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.policy import content_policy
from chalicelib.endpoints.pages.way_back import WayBack, back_link

TITLE: Final = "You are signed out"
ADVICE: Final = "On a shared computer, close the browser too, and sign out of the account you used."


class SignedOut(NamedTuple):
    """Whose session ended, and where the person may go from here."""

    house: House
    back: WayBack | None = None


def signed_out_page(signed_out: SignedOut) -> Page:
    """Says that the session is over (RP-Initiated Logout section 2)."""
    back = None if signed_out.back is None else back_link(signed_out.back)
    body = framed(signed_out.house, TITLE, paragraph("lead", ADVICE), back)
    csp = content_policy(signed_out.house)
    return Page(title=TITLE, body=body, csp=csp, house=signed_out.house, ends_journey=True)
