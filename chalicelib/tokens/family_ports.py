"""What living, refreshing and dying asks of storage and of KMS."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.model import Session, User
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import StatusIndex
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.refresh_token import RefreshKey


class RefreshKeyUnavailable(Exception):
    """No key, or KMS did not unwrap it: refresh tokens can be neither made nor proven now."""


class RefreshKeys(Protocol):
    """The keys that prove refresh tokens. A process asks KMS once for each."""

    def current(self, tenant: TenantId) -> RefreshKey:
        """The version that new tokens are made with. Raises RefreshKeyUnavailable."""
        ...

    def find(self, tenant: TenantId, version: int) -> RefreshKey | None:
        """That version; None for one that never was. Raises RefreshKeyUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands behind a token: the family, its user, its session; None for what is gone."""

    family: RefreshFamily | None
    user: User | None
    session: Session | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a refresh token: what the family becomes if `generation` is still the living."""

    generation: int
    next_generation: int  # the same, where tokens are not rotated
    status: StatusIndex
    roles_version: int
    now: int
    idle_expires_at: int


@dataclass(frozen=True, slots=True)
class Used:
    """What became of a use: the family as it is now, None if it is gone."""

    happened: bool
    family: RefreshFamily | None


class GrantEnded(Exception):
    """The person was disabled, or their session ended, before the family could begin."""


class RefreshFamilies(Protocol):
    """Keeps refresh families."""

    def open(self, tenant: TenantId, family: RefreshFamily) -> None:
        """Begin a family in one transaction, in which its user and session are alive.

        Doing it again changes nothing. A family whose code was reused meanwhile begins ended. If
        the user's roles changed since the code was issued it begins stale. Raises GrantEnded.
        """
        ...

    def standing(self, tenant: TenantId, key: str, user_id: str, session_key: str) -> Standing:
        """Return family, user and session in one round trip."""
        ...

    def use(self, tenant: TenantId, family: RefreshFamily, use: Use) -> Used:
        """Rotate in one conditional write: only if the family lives at that generation.

        And only at the place that `family` was read with: tokens would outlive a family that has
        forgotten theirs. When it does not happen, the family as it is must be judged again.
        """
        ...

    def excuse(self, tenant: TenantId, family: RefreshFamily, until: int) -> None:
        """Extend the retry window of the latest rotation, whose answer could not be signed."""
        ...

    def forget(self, tenant: TenantId, family: RefreshFamily) -> None:
        """Remove a family for which nothing was handed out."""
        ...

    def find(self, tenant: TenantId, key: str) -> RefreshFamily | None:
        """Return the family."""
        ...

    def of(self, tenant: TenantId, user_id: str) -> tuple[RefreshFamily, ...]:
        """Every family of a person that has not ended, expired ones perhaps among them."""
        ...

    def end(self, tenant: TenantId, families: Sequence[RefreshFamily], why: AuditEvent) -> None:
        """End families: each with its status and the audit trail in one transaction.

        Those that ended before are left as they are. It is the place that a family has now which
        becomes invalid, also if it has changed since the family was read.
        """
        ...

    def refuse(self, tenant: TenantId, key: str, now: int) -> None:
        """See to it that a family which has not begun yet will begin ended."""
        ...

    def mark_stale(self, tenant: TenantId, families: Sequence[RefreshFamily], now: int) -> None:
        """Tell APIs that what these families' tokens say of roles is no longer true."""
        ...


class SessionEnds(Protocol):
    """Ends browser sessions with everything that must end with them."""

    def end(
        self,
        tenant: TenantId,
        session: Session,
        families: Sequence[RefreshFamily],
        why: AuditEvent,
    ) -> None:
        """End a session, these families and their statuses, and write it to the audit trail.

        First the session, with as many families as one transaction takes, then the rest: a session
        that has ended refuses every refresh by itself. Doing it again completes it.
        """
        ...
