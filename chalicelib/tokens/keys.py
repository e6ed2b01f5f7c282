"""Signing keys and the ring they form. Private keys leave KMS only wrapped by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.tenancy.model import KeyTier

_PUBLIC_MEMBERS = ("kty", "n", "e", "crv", "x", "y")


class KeyStage(StrEnum):
    """Where a key is in its life."""

    NEXT = "next"  # published, not signing yet
    CURRENT = "current"
    RETIRED = "retired"  # published until the last token it signed has expired
    FORMER = "former"  # not published; ID tokens that it signed still come back as hints
    WITHDRAWN = "withdrawn"  # somebody else may have signed with it: nothing of it is believed


PUBLISHED = frozenset({KeyStage.NEXT, KeyStage.CURRENT, KeyStage.RETIRED})
#: What signs whatever nobody asked to be signed otherwise: every OpenID provider must offer it
#: (OpenID Connect Core section 15.1), and API Gateway's authorizer takes no other.
USUAL_ALGORITHM = "RS256"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One key: what verifiers see of it, and where KMS keeps it."""

    kid: str  # RFC 7638 thumbprint of the public key
    algorithm: str
    kms_key_id: str  # the key itself; of a wrapped one, what unwraps it
    public_jwk: Mapping[str, str]
    stage: KeyStage = KeyStage.CURRENT
    since: int = 0  # when it was first seen at its stage; 0 until somebody looked
    disabled_at: int | None = None  # when its keeper was told that we are done with it
    tier: KeyTier = KeyTier.DEDICATED
    wrapped: bytes | None = None  # the private half, for KMS alone to open; None once it ended

    @property
    def is_published(self) -> bool:
        """Whether verifiers find it in the key set."""
        return self.stage in PUBLISHED


class NoSigningKey(Exception):
    """The tenant has no current key for an algorithm: an operator's mistake, not a client's."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys that one tenant has, or had."""

    keys: tuple[SigningKey, ...]

    def current(self, algorithm: str = USUAL_ALGORITHM) -> SigningKey:
        """The key that signs now. Raises NoSigningKey."""
        key = self.find_at(KeyStage.CURRENT, algorithm)
        if key is None:
            raise NoSigningKey(algorithm)
        return key

    def signing(self, algorithm: str) -> SigningKey:
        """The key of an algorithm; until it signs, the usual one's. Raises NoSigningKey."""
        return self.find_at(KeyStage.CURRENT, algorithm) or self.current()

    def find_at(self, stage: KeyStage, algorithm: str) -> SigningKey | None:
        """The key of an algorithm that is at a stage.

        Several are there only where a read saw half of a change: the one that nobody has dated yet
        is the one that came.
        """
        there = (key for key in self.keys if key.stage is stage and key.algorithm == algorithm)
        return min(there, key=lambda key: key.since, default=None)

    def find(self, kid: str | None) -> SigningKey | None:
        """The key with this id, unless it was withdrawn."""
        known = (key for key in self.keys if key.stage is not KeyStage.WITHDRAWN)
        return next((key for key in known if key.kid == kid), None)

    def publishes(self, kid: str) -> bool:
        """Whether verifiers find a key of this id."""
        return any(key.kid == kid for key in self.published)

    @property
    def published(self) -> tuple[SigningKey, ...]:
        """What verifiers find."""
        return tuple(key for key in self.keys if key.is_published)

    @property
    def algorithms(self) -> tuple[str, ...]:
        """What we sign with, RS256 first: every OpenID provider must offer it."""
        signing = {key.algorithm for key in self.keys if key.stage is KeyStage.CURRENT}
        return tuple(sorted(signing, key=lambda name: (name != USUAL_ALGORITHM, name)))

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The JWK Set of RFC 7517 section 5: every published key, public members only."""
        return {"keys": [_published(key) for key in self.published]}


def _published(key: SigningKey) -> dict[str, str]:
    public = {name: key.public_jwk[name] for name in _PUBLIC_MEMBERS if name in key.public_jwk}
    return {**public, "kid": key.kid, "use": "sig", "alg": key.algorithm}
