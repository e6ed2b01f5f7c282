"""Strict reading of queries and forms: text is checked once, at the door."""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from chalicelib.protocol.errors import InvalidRequest

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PRINTABLE_ASCII = re.compile(r"[\x20-\x7e]*")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ORDINARY_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_LONGEST = 8192

#: RFC 8707 section 2 lets a client name several resources.
_REPEATABLE = "resource"
#: Parameters that people, languages or JSON may fill with more than ASCII.
_FREE_TEXT = frozenset(
    {"login_hint", "logout_hint", "claims", "ui_locales", "claims_locales", "error_description"}
)
#: RFC 6749 appendix A: the protocol's own parameters are printable ASCII.
_PROTOCOL_TEXT = frozenset({
    *("client_id", "client_secret", "redirect_uri", "response_type", "response_mode", "scope"),
    *("state", "nonce", "prompt", "max_age", "display", "acr_values", "id_token_hint", "resource"),
    *("code", "code_challenge", "code_challenge_method", "code_verifier", "grant_type"),
    *("access_token", "request", "request_uri", "connection", "error", "iss", "attempt"),
    *("refresh_token", "token", "token_type_hint"),
    *("post_logout_redirect_uri", "decision", "ticket"),
})  # fmt: skip


class Parameters:
    """The parameters of one request: each value was checked, each fault is remembered.

    A fault is raised when its parameter is asked for, or by `check`, whichever comes first: an
    authorization request can so establish its way back to the client before it complains.
    """

    def __init__(
        self, values: Mapping[str, str], resources: tuple[str, ...], faults: Mapping[str, str]
    ) -> None:
        self._values = values
        self._resources = resources
        self._faults = faults

    def find(self, name: str) -> str | None:
        """Return the value, None when absent or empty (RFC 6749 section 3.1).

        Raises InvalidRequest when this very parameter was malformed or repeated.
        """
        if name in self._faults:
            raise InvalidRequest(self._faults[name])
        return self._values.get(name) or None

    def require(self, name: str) -> str:
        """Return the value; raises InvalidRequest, naming the parameter, when there is none."""
        value = self.find(name)
        if value is None:
            raise InvalidRequest(f"{name} is missing")
        return value

    @property
    def resources(self) -> tuple[str, ...]:
        """Every `resource` (RFC 8707 section 2), in the order given."""
        return self._resources

    def check(self) -> "Parameters":
        """Return these parameters; raises InvalidRequest when any of them was faulty."""
        for fault in self._faults.values():
            raise InvalidRequest(fault)
        return self


def read_form(encoded: str) -> Parameters:
    """Read `application/x-www-form-urlencoded` text.

    Raises InvalidRequest for malformed percent-encoding, text that is not UTF-8 and absurd numbers
    of parameters; otherwise like `read_pairs`.
    """
    return read_pairs(_decode(encoded))


def read_pairs(pairs: Iterable[tuple[str, str]]) -> Parameters:
    """Read decoded parameters.

    Repeated parameters (RFC 6749 section 3.1), characters that the protocol does not use and
    over-long values become faults of the parameter concerned.
    """
    values: dict[str, str] = {}
    resources: list[str] = []
    faults: dict[str, str] = {}
    for name, value in pairs:
        if name in values and name != _REPEATABLE:
            faults[name] = f"{_naming(name)} is repeated"
        elif fault := _fault_of(name, value):
            faults.setdefault(name, f"{_naming(name)} {fault}")
        elif name == _REPEATABLE:
            resources.append(value)
        values[name] = value
    return Parameters(values, tuple(resources), faults)


def _decode(encoded: str) -> list[tuple[str, str]]:
    if _BAD_ESCAPE.search(encoded):
        raise InvalidRequest("malformed percent-encoding")
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict", max_num_fields=100)
    except UnicodeDecodeError as error:
        raise InvalidRequest("parameters are not UTF-8") from error
    except ValueError as error:
        raise InvalidRequest("too many parameters") from error


def _fault_of(name: str, value: str) -> str | None:
    if len(value) > _LONGEST:
        return "is too long"
    if name in _PROTOCOL_TEXT and not _PRINTABLE_ASCII.fullmatch(value):
        return "contains characters that are not allowed"
    if name in _FREE_TEXT and _CONTROL.search(value):
        return "contains control characters"
    return None


def _naming(name: str) -> str:
    return name if _ORDINARY_NAME.fullmatch(name) else "a parameter"
