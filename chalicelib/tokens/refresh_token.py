"""Refresh tokens: made from a family's secret and a generation, drawn by nobody.

A token reads `version.generation.secret.user.session.proof`. The proof is an HMAC over the tenant
and all the rest under a key that only this tenant's broker can unwrap. So a garbled or invented
token costs no lookup, and the successor of a token is always the same. The table, which holds the
hash of the secret, cannot make a token; nor can the key alone.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace

from chalicelib.tenancy.model import TenantId

_LONGEST = 512
_PARTS = 6
_HIGHEST = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshKey:
    """One version of the key that proves refresh tokens of a tenant to be ours."""

    version: int
    secret: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshToken:
    """What a token says: its family's secret, whose it is, and which generation."""

    key_version: int
    generation: int
    secret: str
    user_id: str
    session_key: str

    @property
    def family_key(self) -> str:
        """The hash under which the family is stored: a table that leaks refreshes nothing."""
        return family_key(self.secret)

    @property
    def successor(self) -> "RefreshToken":
        """The one token that may follow this one, proven by the same version of the key."""
        return replace(self, generation=self.generation + 1)


def family_key(secret: str) -> str:
    """Name a family by its secret without telling it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def write_refresh_token(tenant: TenantId, key: RefreshKey, token: RefreshToken) -> str:
    """The token as the client keeps it. `key` is the version that the token names."""
    body = _body(token)
    return f"{body}.{_proof(tenant, key, body)}"


@dataclass(frozen=True, slots=True)
class UnprovenToken:
    """A text that has the shape of a refresh token, and says which key could prove it."""

    token: RefreshToken
    proof: str

    def is_genuine(self, tenant: TenantId, key: RefreshKey) -> bool:
        """Whether this tenant made it with this key. Compared in constant time."""
        return hmac.compare_digest(self.proof, _proof(tenant, key, _body(self.token)))


def read_refresh_token(text: str) -> UnprovenToken | None:
    """Read a presented token; None for what cannot be one of ours. Proves nothing yet.

    What is read is written again and compared as a whole, so there is one spelling only: what was
    cut, padded or re-cased proves nothing.
    """
    parts = text.split(".") if len(text) <= _LONGEST and text.isascii() else []
    if len(parts) != _PARTS:
        return None
    version, generation = _number(parts[0]), _number(parts[1])
    if version is None or generation is None:
        return None
    token = RefreshToken(
        key_version=version,
        generation=generation,
        secret=parts[2],
        user_id=parts[3],
        session_key=parts[4],
    )
    return UnprovenToken(token, parts[5])


def _body(token: RefreshToken) -> str:
    numbers = f"{token.key_version}.{token.generation}"
    return f"{numbers}.{token.secret}.{token.user_id}.{token.session_key}"


def _proof(tenant: TenantId, key: RefreshKey, body: str) -> str:
    digest = hmac.digest(key.secret, f"refresh token\n{tenant}\n{body}".encode(), "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def _number(text: str) -> int | None:
    """A positive number in its only spelling."""
    if not text.isdecimal() or text.startswith("0") or int(text) > _HIGHEST:
        return None
    return int(text)
