"""What clients ask of storage."""

from typing import Protocol

from chalicelib.clients.model import Client
from chalicelib.tenancy.model import TenantId


class ClientRegistry(Protocol):
    """Finds the clients of a tenant."""

    def find(self, tenant: TenantId, client_id: str) -> Client | None:
        """Return the client, None for an id that this tenant did not register. May be cached."""
        ...

    def knows_origin(self, tenant: TenantId, origin: str) -> bool:
        """Whether some client of the tenant registered this browser origin. May be cached."""
        ...
