"""Headers nobody can abuse: what was sent twice is seen, what could split a reply is not sent."""

import re
from collections.abc import Mapping
from typing import Any

from chalice.app import Request

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\x20-\x7e]*")


class UnsafeHeader(ValueError):
    """A header was about to carry a character that could end it. Never quotes the value."""


def header_values(request: Request, name: str) -> list[str]:
    """Every value the caller sent under this name; `request.headers` shows only the last."""
    sent = request.to_original_event().get("multiValueHeaders")
    if sent is None:
        value = request.headers.get(name)
        return [] if value is None else [value]
    return list(sent.get(name.lower(), ()))


def authorization_values(request: Request) -> list[str]:
    """Every Authorization value, so that an endpoint may refuse all but one.

    Front doors that keep only one spelling of a repeated header join its values by a comma. None of
    the schemes spoken here (Basic, Bearer, DPoP) has a comma, so a comma always parts two values.
    """
    values = header_values(request, "authorization")
    return [part.strip() for value in values for part in value.split(",")]


def require_safe_headers(reply: Mapping[str, Any]) -> None:
    """Raise UnsafeHeader unless every header of a reply is visible ASCII on one line.

    RFC 9110 section 5.5 calls anything else invalid or obsolete, and a line end in a value starts
    a header of the attacker's choice.
    """
    for name, value in reply["headers"].items():
        _require_safe(name, value)
    for name, values in reply["multiValueHeaders"].items():
        for value in values:
            _require_safe(name, value)


def _require_safe(name: str, value: object) -> None:
    if not _NAME.fullmatch(name):
        raise UnsafeHeader("a header's name is not a token")
    if not isinstance(value, str) or not _VALUE.fullmatch(value):
        raise UnsafeHeader(f"the value of {name} is not one line of visible ASCII")
