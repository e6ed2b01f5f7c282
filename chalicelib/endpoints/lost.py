"""What is answered where no view was reached: unknown paths, wrong methods, bodies too large."""

from http import HTTPStatus

from chalice.app import Response

from chalicelib.endpoints.answers import json_response, page_response
from chalicelib.endpoints.pages.error import ErrorNotice, error_page
from chalicelib.endpoints.pages.trouble import Trouble
from chalicelib.protocol.errors import InvalidRequest, ServerError

_FOR_PEOPLE = frozenset({"authorize", "login", "callback", "consent", "logout", "account"})
_TROUBLES = {
    404: Trouble.NOT_FOUND,
    405: Trouble.WRONG_METHOD,
    413: Trouble.TOO_LARGE,
    500: Trouble.UNEXPECTED,
}


def refuse(status: int, path: str, _: tuple[str, ...]) -> Response:
    """A page where people go, an OAuth-shaped JSON error (X-1) where machines do."""
    phrase = HTTPStatus(status).phrase.lower()
    error = (ServerError if status >= 500 else InvalidRequest).error
    if not _is_for_people(path):
        return json_response({"error": error, "error_description": phrase}, status)
    trouble = _TROUBLES.get(status, Trouble.BAD_REQUEST)
    notice = ErrorNotice(
        status=status, error=error, trouble=trouble, request_id="none", description=phrase
    )
    return page_response(error_page(notice))


def _is_for_people(path: str) -> bool:
    segments = path.strip("/").split("/")
    return len(segments) >= 3 and segments[0] == "t" and segments[2] in _FOR_PEOPLE
