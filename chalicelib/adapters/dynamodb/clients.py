"""Registered clients, remembered for a minute."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.cache import Bounds, Cache
from chalicelib.adapters.dynamodb.records import find_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.ambient import Clock
from chalicelib.clients.model import CLIENT_ID, Client
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import require_house_of

#: A host name ends at 253 characters, and so, with scheme and port, does every origin before this.
_LONGEST_ORIGIN = 300


class DynamoClients:
    """Keeps the promise of `ClientRegistry`."""

    def __init__(self, table: Table, clock: Clock, bounds: Bounds | None = None) -> None:
        self._table = table
        self._clients: Cache[tuple[TenantId, str], Client] = Cache(clock, bounds)
        self._origins: Cache[tuple[TenantId, str], bool] = Cache(clock, bounds)

    def find(self, tenant: TenantId, client_id: str) -> Client | None:
        """Return the client unless it is switched off; an impossible id costs no read."""
        if not CLIENT_ID.fullmatch(client_id):
            return None
        require_house_of(tenant)
        return self._clients.get((tenant, client_id), lambda: self._load(tenant, client_id))

    def knows_origin(self, tenant: TenantId, origin: str) -> bool:
        """Whether some client of the tenant registered this browser origin."""
        if len(origin) > _LONGEST_ORIGIN or not origin.isprintable():
            return False
        require_house_of(tenant)
        return bool(self._origins.get((tenant, origin), lambda: self._ask(tenant, origin)))

    def _load(self, tenant: TenantId, client_id: str) -> Client | None:
        item = self._table.find(keys.client(tenant, client_id), consistent=False)
        client = find_record(Client, item)
        return None if client is None or client.disabled else client

    def _ask(self, tenant: TenantId, origin: str) -> bool | None:
        item = self._table.find(keys.origin(tenant, origin), consistent=False)
        return True if item else None
