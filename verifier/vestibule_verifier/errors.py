"""Why a request is not let in: one class for each reason, told in the words of RFC 6750."""

from collections.abc import Mapping
from math import ceil
from typing import ClassVar


class VerificationError(Exception):
    """A refusal. The description may be told to whoever sent the token, and holds nothing of it."""

    status: ClassVar[int] = 401
    error: ClassVar[str | None] = "invalid_token"

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description

    @property
    def www_authenticate(self) -> str | None:
        """The challenge (RFC 6750 section 3), without a realm."""
        return self.challenge()

    def challenge(self, realm: str | None = None) -> str | None:
        """The challenge for this realm; None when it is no fault of the token."""
        given = ", ".join(f'{name}="{text}"' for name, text in self._parameters(realm).items())
        return f"Bearer {given}".rstrip()

    def headers(self, realm: str | None = None) -> dict[str, str]:
        """What the answer needs."""
        challenge = self.challenge(realm)
        told = {"WWW-Authenticate": challenge} if challenge else {}
        return {**told, "Cache-Control": "no-store"}

    def body(self) -> dict[str, str]:
        """The same for people who read the answer, as JSON."""
        # Without any credentials there is no error to name, only what is asked for (section 3.1).
        return {"error": self.error, "error_description": self.description} if self.error else {}

    def _parameters(self, realm: str | None) -> Mapping[str, str]:
        return {**({"realm": realm} if realm else {}), **self.body()}


class TokenMissing(VerificationError):
    """The request has no bearer token."""

    error = None


class TokenMalformed(VerificationError):
    """This is no access token as RFC 9068 describes it."""


class WrongType(VerificationError):
    """A token of another kind, such as an ID token."""


class UnknownKey(VerificationError):
    """Signed with a key that the issuer does not publish."""


class BadSignature(VerificationError):
    """The signature is not the key's, or of an algorithm that is not accepted."""


class WrongIssuer(VerificationError):
    """A token, or the status list that it names, is another issuer's."""


class WrongAudience(VerificationError):
    """A token for another API."""


class TokenExpired(VerificationError):
    """Its time is over."""


class TokenNotYetValid(VerificationError):
    """Its time has not come, or it was issued in the future."""


class Revoked(VerificationError):
    """It was ended, and for good."""


class Suspended(VerificationError):
    """It does not hold at present, but may again."""


class Stale(VerificationError):
    """The person's roles have changed since: a refresh brings a token that says so."""


class InsufficientScope(VerificationError):
    """A good token that does not let the app do this."""

    status = 403
    error = "insufficient_scope"

    def __init__(self, scopes: tuple[str, ...]) -> None:
        super().__init__("the token lacks a scope that this needs")
        self.scopes = scopes

    def _parameters(self, realm: str | None) -> Mapping[str, str]:
        return {**super()._parameters(realm), "scope": " ".join(self.scopes)}


class InsufficientRole(VerificationError):
    """A good token of a person who does not have the role."""

    status = 403
    error = "insufficient_scope"


class InsufficientEntitlement(VerificationError):
    """A good token of a person who is not entitled to this."""

    status = 403
    error = "insufficient_scope"


class Unavailable(VerificationError):
    """What is needed to judge cannot be had now: this says nothing about the token."""

    status = 503
    error = "temporarily_unavailable"

    def __init__(self, description: str, retry_after: float = 1.0) -> None:
        super().__init__(description)
        self.retry_after = max(1, ceil(retry_after))

    def again(self, retry_after: float) -> "Unavailable":
        """The same failure, for another request."""
        return type(self)(self.description, retry_after)

    def challenge(self, realm: str | None = None) -> str | None:  # noqa: ARG002 (it has none)
        """Return None: better credentials would not help."""
        return None

    def headers(self, realm: str | None = None) -> dict[str, str]:
        """What the answer needs."""
        return {**super().headers(realm), "Retry-After": str(self.retry_after)}


class KeysUnavailable(Unavailable):
    """The issuer's keys cannot be had, and none that are recent enough are held."""


class StatusUnavailable(Unavailable):
    """The status list cannot be had, and none that is recent enough is held."""


class StatusListInvalid(Unavailable):
    """What came in the place of the status list proves nothing."""
