"""The error page: one sentence for the person, one for the developer, and a way on."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.frame import framed, paragraph
from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.markup import Html, element
from chalicelib.endpoints.pages.page import Page
from chalicelib.endpoints.pages.policy import content_policy
from chalicelib.endpoints.pages.trouble import WORDINGS, Trouble
from chalicelib.endpoints.pages.way_back import WayBack, back_link

ERROR: Final = "Error"
DETAIL: Final = "Detail"
REFERENCE: Final = "Reference"
FOR_DEVELOPERS: Final = "For the app's developers"


class ErrorNotice(NamedTuple):
    """A failure as a person may see it: `error` and `description` are the protocol's words."""

    status: int
    error: str
    trouble: Trouble
    request_id: str
    description: str | None = None
    house: House | None = None
    back: WayBack | None = None


def error_page(notice: ErrorNotice) -> Page:
    """What happened, what to do now, and the OAuth error code with the parameter at fault."""
    wording = WORDINGS[notice.trouble]
    body = framed(
        notice.house,
        wording.heading,
        paragraph("lead", wording.happened),
        paragraph("now", wording.now),
        None if notice.back is None else back_link(notice.back),
        _details(notice),
    )
    return Page(
        title=wording.heading,
        body=body,
        csp=content_policy(notice.house),
        house=notice.house,
        status=notice.status,
    )


def _details(notice: ErrorNotice) -> Html:
    facts = (
        (ERROR, element("code", {"id": "error-code"}, notice.error)),
        (DETAIL, notice.description),
        (REFERENCE, element("code", {"id": "request-id"}, notice.request_id)),
    )
    rows = (
        element("div", {}, element("dt", {}, term), element("dd", {}, fact))
        for term, fact in facts
        if fact
    )
    return element(
        "div",
        {"class": "details"},
        element("h2", {}, FOR_DEVELOPERS),
        element("dl", {}, *rows),
    )
