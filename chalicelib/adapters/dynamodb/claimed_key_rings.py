"""Key rings while their tenant is published: whoever was overtaken lets no key take its turn."""

from dataclasses import dataclass

from chalicelib.adapters.dynamodb.fence import Claim, Fence
from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore, ring_writes
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.key_ports import StoredRing
from chalicelib.tokens.keys import SigningKey


@dataclass(frozen=True, slots=True)
class ClaimedKeyRings:
    """Keeps the promise of `KeyRingStore` for one who publishes the tenant.

    Theirs is the word on which algorithms sign, and it may have been overruled: an algorithm that
    they gave up may be what a client of the later publication asks for.
    """

    table: Table
    claim: Claim

    def load(self, tenant: TenantId) -> StoredRing:
        """The ring as it is now."""
        return DynamoKeyRingStore(self.table).load(tenant)

    def replace(
        self,
        tenant: TenantId,
        stored: StoredRing,
        keys: tuple[SigningKey, ...],
        event: AuditEvent | None,
    ) -> bool:
        """Like `DynamoKeyRingStore`. Raises PublishedMeanwhile if somebody else claimed."""
        writes = ring_writes(tenant, stored, keys, event)
        return Fence(self.table, self.claim).attempt(*writes)
