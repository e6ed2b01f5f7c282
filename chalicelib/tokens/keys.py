"""Signing keys and the ring they form. Private keys never leave KMS."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

_PUBLIC_MEMBERS = frozenset({"kty", "n", "e", "crv", "x", "y"})


class KeyStage(StrEnum):
    """Where a key is in its life."""

    NEXT = "next"  # published, not signing yet
    CURRENT = "current"
    RETIRED = "retired"  # published until the last token it signed has expired


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One key: what verifiers see of it, and where KMS keeps it."""

    kid: str  # RFC 7638 thumbprint of the public key
    algorithm: str
    kms_key_id: str
    public_jwk: Mapping[str, str]
    stage: KeyStage = KeyStage.CURRENT


class NoSigningKey(Exception):
    """The tenant has no current key for an algorithm: an operator's mistake, not a client's."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of one tenant that verifiers may still meet."""

    keys: tuple[SigningKey, ...]

    def current(self, algorithm: str = "RS256") -> SigningKey:
        """The key that signs now. Raises NoSigningKey."""
        for key in self.keys:
            if key.stage is KeyStage.CURRENT and key.algorithm == algorithm:
                return key
        raise NoSigningKey(algorithm)

    def find(self, kid: str | None) -> SigningKey | None:
        """The published key with this id."""
        return next((key for key in self.keys if key.kid == kid), None)

    @property
    def algorithms(self) -> tuple[str, ...]:
        """What we sign with, RS256 first: every OpenID provider must offer it."""
        signing = {key.algorithm for key in self.keys if key.stage is KeyStage.CURRENT}
        return tuple(sorted(signing, key=lambda name: (name != "RS256", name)))

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The JWK Set of RFC 7517 section 5: every published key, public members only."""
        return {"keys": [_published(key) for key in self.keys]}


def _published(key: SigningKey) -> dict[str, str]:
    public = {
        name: key.public_jwk[name]
        for name in ("kty", "n", "e", "crv", "x", "y")
        if name in key.public_jwk
    }
    return {**public, "kid": key.kid, "use": "sig", "alg": key.algorithm}
