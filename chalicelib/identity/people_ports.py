"""What looking after the people of a tenant asks of storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.invitation import Invitation
from chalicelib.identity.model import Identity, User
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId


class UnknownCursor(ValueError):
    """A cursor that no page of people ended with."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Some people, and the cursor of those who come after them; None when nobody does."""

    people: tuple[User, ...]
    after: str | None


class PeopleDirectory(Protocol):
    """Finds people by what an operator knows of them. Nobody is signed in by it."""

    def find(self, tenant: TenantId, user_id: str) -> User | None:
        """Return the person with this `sub`."""
        ...

    def with_email(self, tenant: TenantId, email: str) -> tuple[User, ...]:
        """Everybody with this address, verified or not, however it is capitalised."""
        ...

    def page(self, tenant: TenantId, limit: int, after: str | None = None) -> PeoplePage:
        """At most `limit` people (100 or fewer), in the order in which they came.

        `after` is the cursor of an earlier page. Raises UnknownCursor.
        """
        ...

    def identities_of(self, tenant: TenantId, user_id: str) -> tuple[Identity, ...]:
        """Who vouches for a person."""
        ...


class PeopleChanges(Protocol):
    """Changes people. Each change is one transaction with its line in the audit trail.

    Each says whether it happened: it does not when the person is gone, or was changed meanwhile.
    """

    def grant_roles(
        self, tenant: TenantId, user: User, roles: Sequence[str], why: AuditEvent
    ) -> bool:
        """Let these be the roles that were granted by hand, if `user`'s roles are still the same.

        The version of the roles grows by one.
        """
        ...

    def disable(self, tenant: TenantId, user_id: str, why: AuditEvent) -> bool:
        """Keep somebody out who is not kept out yet: from now on nothing begins for them."""
        ...

    def enable(self, tenant: TenantId, user_id: str, why: AuditEvent) -> bool:
        """Let somebody in again who was disabled."""
        ...

    def erase(self, tenant: TenantId, user: User, why: AuditEvent) -> bool:
        """Remove everything of somebody who is disabled and has neither session nor family left.

        An invitation for their verified address is theirs as well. Not one transaction: the person
        goes last, so that doing it again completes it.
        """
        ...


class Invitations(Protocol):
    """Keeps the invitations of a tenant. Each change is one transaction with its audit line."""

    def find(self, tenant: TenantId, address: str) -> Invitation | None:
        """Return the invitation for an address, which may have expired."""
        ...

    def all(self, tenant: TenantId) -> tuple[Invitation, ...]:
        """Every invitation that was neither used nor revoked; expired ones perhaps among them."""
        ...

    def put(self, tenant: TenantId, invitation: Invitation, why: AuditEvent) -> None:
        """Keep an invitation, instead of another one for the same address."""
        ...

    def revoke(self, tenant: TenantId, invitation: Invitation, why: AuditEvent) -> bool:
        """Forget an invitation; False if it was used, revoked or replaced meanwhile."""
        ...
