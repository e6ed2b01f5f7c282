"""Key rings as a rotation keeps them: read as they are, changed as a whole or not at all."""

from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.attributes import number
from chalicelib.adapters.dynamodb.audit import new_event
from chalicelib.adapters.dynamodb.records import IS_NEW, item_of
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import read_keys
from chalicelib.adapters.dynamodb.writes import Write, put
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.key_ports import StoredRing
from chalicelib.tokens.keys import KeyRing, SigningKey

_SAME_VERSION = "#version = :version"


@dataclass(frozen=True, slots=True)
class DynamoKeyRingStore:
    """Keeps the promise of `KeyRingStore`, by a version that every change raises."""

    table: Table

    def load(self, tenant: TenantId) -> StoredRing:
        """The ring as it is now. Its version is read first, so that no change goes unnoticed."""
        item = self.table.find(places.key_ring(tenant))
        partition = places.tenant_partition(tenant)
        items = list(self.table.query(partition, places.SIGNING_KEYS, consistent=True))
        return StoredRing(KeyRing(read_keys(items)), int(item["version"]["N"]) if item else 0)

    def replace(
        self,
        tenant: TenantId,
        stored: StoredRing,
        keys: tuple[SigningKey, ...],
        event: AuditEvent | None,
    ) -> bool:
        """Add or change keys in one transaction; False if somebody was faster."""
        return not self.table.write_together(ring_writes(tenant, stored, keys, event))


def ring_writes(
    tenant: TenantId, stored: StoredRing, keys: tuple[SigningKey, ...], event: AuditEvent | None
) -> list[Write]:
    """What `replace` writes; it happens only if nobody changed the ring since."""
    return [
        _next_version(tenant, stored.version),
        *(put(item_of(places.signing_key(tenant, key.kid), key)) for key in keys),
        *([new_event(tenant, event)] if event else []),
    ]


def _next_version(tenant: TenantId, version: int) -> Write:
    place = {name: dict(part) for name, part in places.key_ring(tenant).items()}
    item = {**place, "version": number(version + 1)}
    if version == 0:
        return put(item, IS_NEW)
    return put(item, _SAME_VERSION, {":version": number(version)})
