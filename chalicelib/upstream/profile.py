"""The standard claims about a person, as far as their types are right (OpenID Connect Core 5.1)."""

import json
import re
from collections.abc import Callable, Mapping

from chalicelib.protocol.vocabulary import STANDARD_CLAIMS
from chalicelib.upstream.claims import Claims, find_seconds, find_text

#: The whole profile as JSON: it is stored with the person and copied into answers.
LARGEST_PROFILE = 8192

_NOT_PROFILE = ("email", "email_verified")  # told apart, with what they are worth
_BIRTHDATE = re.compile(r"\d{4}(?:-\d{2}-\d{2})?")
_ADDRESS = ("formatted", "street_address", "locality", "region", "postal_code", "country")


def read_profile(claims: Claims) -> dict[str, object]:
    """The standard claims but e-mail's. What is empty, too long or of a wrong type is left out."""
    profile: dict[str, object] = {}
    size = 0
    for name in STANDARD_CLAIMS:
        value = None if name in _NOT_PROFILE else _READERS.get(name, find_text)(claims.get(name))
        if value is None:
            continue
        size += len(json.dumps([name, value]).encode())
        if size > LARGEST_PROFILE:
            break
        profile[name] = value
    return profile


def _find_url(value: object) -> str | None:
    # Apps put these into links and images: javascript: and data: must not get that far.
    text = find_text(value)
    return text if text and text.lower().startswith(("https://", "http://")) else None


def _find_birthdate(value: object) -> str | None:
    text = find_text(value)
    return text if text and _BIRTHDATE.fullmatch(text) else None


def _find_flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _find_address(value: object) -> dict[str, str] | None:
    if not isinstance(value, Mapping):
        return None
    found = ((part, find_text(value.get(part))) for part in _ADDRESS)
    return {part: text for part, text in found if text} or None


_READERS: Mapping[str, Callable[[object], object]] = {
    "profile": _find_url,
    "picture": _find_url,
    "website": _find_url,
    "birthdate": _find_birthdate,
    "updated_at": find_seconds,
    "address": _find_address,
    "phone_number_verified": _find_flag,
}
