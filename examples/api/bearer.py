"""Is this access token genuine, of our issuer, and meant for us? (RFC 9068 section 4)"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.request import urlopen

import jwt

# Fixed here and never read from the token: whoever forges a token also writes its header.
ALGORITHMS = ("RS256",)
REQUIRED = ("iss", "sub", "aud", "exp", "iat", "jti", "client_id")
ACCESS_TOKEN = ("at+jwt", "application/at+jwt")


class RefusedToken(Exception):
    """The token proves nothing here; the message may be told to whoever sent it."""


class IssuerUnreachable(Exception):
    """The issuer's keys cannot be had now: this says nothing about the token."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever a verified token speaks for, and what it lets them do."""

    claims: Mapping[str, Any]

    def has_scope(self, scope: str) -> bool:
        """Whether the app may do this on the person's behalf."""
        return scope in str(self.claims.get("scope", "")).split()

    def has_entitlement(self, entitlement: str) -> bool:
        """Whether the person's roles allow this."""
        return entitlement in self.claims.get("entitlements", ())

    def has_role(self, role: str) -> bool:
        """Whether the tenant gave the person this role."""
        return role in self.claims.get("roles", ())


class Verifier:
    """Checks tokens of one issuer for one audience. Only keys are fetched, and they are kept."""

    def __init__(self, issuer: str, audience: str) -> None:
        self._issuer = issuer
        self._audience = audience

    def verify(self, token: str) -> Caller:
        """The caller that a good token speaks for; raises RefusedToken for any other token."""
        try:
            # An ID token is signed with the same keys. It tells an app who came, and opens no door.
            if str(jwt.get_unverified_header(token).get("typ")).lower() not in ACCESS_TOKEN:
                raise RefusedToken("this is not an access token")
            claims = jwt.decode(
                token,
                self._keys.get_signing_key_from_jwt(token).key,
                algorithms=ALGORITHMS,
                issuer=self._issuer,
                audience=self._audience,
                options={"require": list(REQUIRED)},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise IssuerUnreachable(str(error)) from error
        except jwt.PyJWTError as error:
            raise RefusedToken(str(error)) from error
        return Caller(claims)

    @cached_property
    def _keys(self) -> jwt.PyJWKClient:
        """Found through discovery, when the first token comes; refetched when a key is rotated."""
        address = f"{self._issuer}/.well-known/openid-configuration"
        try:
            with urlopen(address, timeout=5) as answer:
                metadata = json.load(answer)
        except (OSError, ValueError) as error:
            raise IssuerUnreachable(f"no discovery document at {address}") from error
        if metadata.get("issuer") != self._issuer:
            raise IssuerUnreachable(f"{address} is the document of another issuer")
        return jwt.PyJWKClient(metadata["jwks_uri"], timeout=5)
