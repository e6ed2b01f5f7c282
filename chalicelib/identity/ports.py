"""What settling an identity asks of storage."""

from typing import Protocol

from chalicelib.identity.link import Known
from chalicelib.identity.model import IdentityKey
from chalicelib.identity.roles import RoleBook
from chalicelib.identity.session import SessionCookie, SignedIn
from chalicelib.tenancy.model import TenantId


class People(Protocol):
    """Finds the people of a tenant."""

    def find(self, tenant: TenantId, key: IdentityKey) -> Known | None:
        """Return the identity and its user; None for a subject that never signed in here."""
        ...


class Sessions(Protocol):
    """Finds signed-in browsers."""

    def find(self, tenant: TenantId, cookie: SessionCookie) -> SignedIn | None:
        """Return session and user in one round trip; None unless the session is that user's.

        The session may have expired: `Session.is_live` decides.
        """
        ...

    def end(self, tenant: TenantId, key: str) -> None:
        """End a session. Does nothing for one that is gone."""
        ...


class RoleBooks(Protocol):
    """The roles that a tenant defines. May answer from a cache."""

    def of(self, tenant: TenantId) -> RoleBook:
        """The tenant's definitions, defaults and rules."""
        ...
