"""What settling an identity asks of storage."""

from typing import Protocol

from chalicelib.identity.invitation import Invitation
from chalicelib.identity.join import Namesake
from chalicelib.identity.link import Known
from chalicelib.identity.model import IdentityKey, Session
from chalicelib.identity.roles import RoleBook
from chalicelib.identity.session import SessionCookie, SignedIn
from chalicelib.tenancy.model import TenantId


class People(Protocol):
    """Finds the people of a tenant."""

    def find(self, tenant: TenantId, key: IdentityKey) -> Known | None:
        """Return the identity and its user; None for a subject that never signed in here."""
        ...


class Namesakes(Protocol):
    """Finds users by an address. Only tenants that join identities by it ask."""

    def of(self, tenant: TenantId, address: str) -> tuple[Namesake, ...]:
        """Everybody with this address, proven or not; nobody when there are absurdly many."""
        ...


class OpenInvitations(Protocol):
    """Finds invitations. They are used up by `SignIns.open`, with the user that they make."""

    def find(self, tenant: TenantId, address: str) -> Invitation | None:
        """Return the tenant's invitation for an address, which may have expired."""
        ...


class Sessions(Protocol):
    """Finds signed-in browsers."""

    def find(self, tenant: TenantId, cookie: SessionCookie) -> SignedIn | None:
        """Return session and user in one round trip; None unless the session is that user's.

        The session may have expired: `Session.is_live` decides.
        """
        ...

    def named(self, tenant: TenantId, key: str) -> Session | None:
        """Return the session of this name, which an ID token of ours told."""
        ...

    def of(self, tenant: TenantId, user_id: str) -> tuple[Session, ...]:
        """Every session of a person that has not ended, expired ones perhaps among them."""
        ...


class RoleBooks(Protocol):
    """The roles that a tenant defines. May answer from a cache."""

    def of(self, tenant: TenantId) -> RoleBook:
        """The tenant's definitions, defaults and rules."""
        ...
