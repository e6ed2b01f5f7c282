"""What tenancy asks of storage."""

from typing import Protocol

from chalicelib.tenancy.model import Tenant


class TenantDirectory(Protocol):
    """Finds tenants by the name in their addresses."""

    def find(self, slug: str) -> Tenant | None:
        """Return the tenant published under `slug`, None for any other text. May answer from a cache."""
        ...
