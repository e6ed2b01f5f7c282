"""What tenancy asks of storage."""

from collections.abc import Iterator
from typing import Protocol

from chalicelib.tenancy.model import Tenant, TenantId


class StorageUnavailable(Exception):
    """Storage did not answer, or asked us to slow down; the same request may succeed later.

    Raised by every storage port. Nothing half-done is left behind: each write is all or nothing.
    """


class TenantNames(Protocol):
    """Names every tenant, for work that is done for each of them."""

    def all(self) -> Iterator[TenantId]:
        """The tenants that were ever published, in the order of their slugs."""
        ...


class TenantDomains(Protocol):
    """Finds whose a host is, before it is known who is visited."""

    def find(self, domain: str) -> TenantId | None:
        """Return the tenant whose own domain it is, None for any other host. May be cached.

        The tenant decides: what it says of itself now may be another domain, or none.
        """
        ...


class TenantDirectory(Protocol):
    """Finds tenants by the name in their addresses."""

    def find(self, slug: str) -> Tenant | None:
        """Return the tenant published under `slug`, None for any other text. May be cached."""
        ...
