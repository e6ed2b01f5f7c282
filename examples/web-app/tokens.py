"""Tokens taken apart for the eye. Nothing here decides anything: Authlib and the API verify."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt

_TIMES = frozenset({"exp", "iat", "nbf", "auth_time", "updated_at"})
_PERSON = frozenset(
    {"sub", "name", "picture", "locale", "profile", "gender", "birthdate", "address"}
)
_PERSON_PREFIXES = ("given_", "family_", "middle_", "nick", "preferred_", "email", "phone_")
_PERMISSION = frozenset({"scope", "roles", "groups", "entitlements", "client_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One line of a token: `kind` is protocol, permission or person, `note` helps the reader."""

    name: str
    value: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownToken:
    """A compact JWT, its three parts and what the first two say."""

    parts: tuple[str, str, str]
    header: tuple[Claim, ...]
    claims: tuple[Claim, ...]


def show_token(token: str) -> ShownToken:
    """Take a JWT apart without checking it."""
    taken = jwt.decode_complete(token, options={"verify_signature": False})
    header, payload, signature = token.split(".")
    return ShownToken(
        parts=(header, payload, signature),
        header=tuple(show_claims(taken["header"])),
        claims=tuple(show_claims(taken["payload"])),
    )


def show_claims(claims: Mapping[str, Any]) -> Iterator[Claim]:
    """Every claim as a line."""
    for name, value in claims.items():
        note = _moment(value) if name in _TIMES else ""
        yield Claim(name=name, value=_pretty(value), kind=_kind(name), note=note)


def _pretty(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else json.dumps(value, ensure_ascii=False, indent=2)


def _kind(name: str) -> str:
    if name in _PERMISSION:
        return "permission"
    return "person" if name in _PERSON or name.startswith(_PERSON_PREFIXES) else "protocol"


def _moment(value: object) -> str:
    if not isinstance(value, int | float):
        return ""
    return f"{datetime.fromtimestamp(value, UTC):%d %b %Y, %H:%M:%S} UTC"
