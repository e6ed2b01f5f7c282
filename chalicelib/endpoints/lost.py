"""What is answered where no view was reached: unknown paths, wrong methods, bodies too large.

Or a tenant's own domain, whose tenant could not be looked up.
"""

from http import HTTPStatus

from chalice.app import Response

from chalicelib.endpoints.answers import json_response, page_response
from chalicelib.endpoints.pages.error import ErrorNotice, error_page
from chalicelib.endpoints.pages.trouble import Trouble
from chalicelib.protocol.errors import InvalidRequest, ServerError, TemporarilyUnavailable

_FOR_PEOPLE = frozenset({"authorize", "login", "callback", "consent", "logout", "account"})
_TROUBLES = {
    404: Trouble.NOT_FOUND,
    405: Trouble.WRONG_METHOD,
    413: Trouble.TOO_LARGE,
    500: Trouble.UNEXPECTED,
    503: Trouble.UNAVAILABLE,
}

_LATER = {"Retry-After": "2"}


def refuse(status: int, path: str, _: tuple[str, ...]) -> Response:
    """A page where people go, an OAuth-shaped JSON error (X-1) where machines do."""
    phrase = HTTPStatus(status).phrase.lower()
    error, later = _error(status), _LATER if status == 503 else {}
    if not _is_for_people(path):
        return json_response({"error": error, "error_description": phrase}, status, later)
    trouble = _TROUBLES.get(status, Trouble.BAD_REQUEST)
    notice = ErrorNotice(
        status=status, error=error, trouble=trouble, request_id="none", description=phrase
    )
    response = page_response(error_page(notice))
    response.headers.update(later)
    return response


def _error(status: int) -> str:
    if status == 503:
        return TemporarilyUnavailable.error
    return (ServerError if status >= 500 else InvalidRequest).error


def _is_for_people(path: str) -> bool:
    segments = path.strip("/").split("/")
    # At the root they are under a tenant's own domain.
    return segments[0] in _FOR_PEOPLE or (
        len(segments) >= 3 and segments[0] == "t" and segments[2] in _FOR_PEOPLE
    )
