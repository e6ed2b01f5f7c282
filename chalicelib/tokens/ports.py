"""What issuing asks of storage and of KMS."""

from collections.abc import Mapping
from typing import Protocol

from chalicelib.identity.link import Settlement
from chalicelib.identity.model import Session
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.code import AuthorizationCode, Presentation
from chalicelib.tokens.keys import KeyRing, SigningKey


class IdentityTaken(Exception):
    """What is stored about the person is no longer what was settled upon: look again.

    The same new person finished signing in elsewhere at this very moment, or somebody known was
    changed, disabled or erased meanwhile.
    """


class SessionEnded(Exception):
    """The session is no longer live."""


class SignIns(Protocol):
    """Writes down what a sign-in led to, all of it or nothing."""

    def open(
        self,
        tenant: TenantId,
        settlement: Settlement,
        session: Session,
        code: AuthorizationCode | None,
    ) -> None:
        """One transaction: the person's records if new or changed, their session, the code if any.

        Of somebody known only what follows a sign-in is written; roles that were granted stay.
        Raises IdentityTaken, with nothing written.
        """
        ...

    def extend(
        self, tenant: TenantId, session: Session, code: AuthorizationCode, idle_expires_at: int
    ) -> None:
        """One transaction: a code from a live session, which remembers the client and stays awake.

        Raises SessionEnded, with nothing written.
        """
        ...


class SigningUnavailable(Exception):
    """KMS did not sign: unreachable, throttling, or the key is disabled. The text says which."""


class Codes(Protocol):
    """Redeems authorization codes."""

    def redeem(self, tenant: TenantId, presented: Presentation, now: int) -> AuthorizationCode:
        """Consume the code in one conditional write and return it.

        Raises CodeRefused with the verdict of `judge_code`; the code is then as it was, except
        that one which was reused cannot be released any more.
        """
        ...

    def release(self, tenant: TenantId, code: AuthorizationCode) -> None:
        """Make a code, as `redeem` returned it, good again: nothing was issued for it.

        Does nothing if it was reused meanwhile. It may expire all the same.
        """
        ...


class KeyRings(Protocol):
    """The signing keys of tenants. May answer from a cache."""

    def of(self, tenant: TenantId) -> KeyRing:
        """All keys that the tenant has, or had."""
        ...


class Signer(Protocol):
    """Signs JWTs with keys that only KMS has, or that only KMS can unwrap for their tenant."""

    def seal(
        self, tenant: TenantId, key: SigningKey, typ: str, claims: Mapping[str, object]
    ) -> str:
        """Return the compact JWS (RFC 7515 section 3.1) of `claims` with `kid` and `typ` set."""
        ...
