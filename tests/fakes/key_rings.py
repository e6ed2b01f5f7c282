"""Key rings and their keeper, in memory."""

from itertools import count

from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.key_ports import KeyKeeperFailed, StoredRing
from chalicelib.tokens.keys import KeyRing, SigningKey
from tests.builders import a_key


class MemoryKeyRingStore:
    """Keeps the promise of `KeyRingStore`."""

    def __init__(self) -> None:
        self.rings: dict[TenantId, StoredRing] = {}
        self.trail: list[tuple[TenantId, AuditEvent]] = []

    def load(self, tenant: TenantId) -> StoredRing:
        return self.rings.get(tenant, StoredRing(KeyRing(()), 0))

    def replace(
        self,
        tenant: TenantId,
        stored: StoredRing,
        keys: tuple[SigningKey, ...],
        event: AuditEvent | None,
    ) -> bool:
        now = self.load(tenant)
        if now.version != stored.version:
            return False
        changed = {key.kid: key for key in (*now.ring.keys, *keys)}
        self.rings[tenant] = StoredRing(KeyRing(tuple(changed.values())), now.version + 1)
        if event:
            self.trail.append((tenant, event))
        return True


class MemoryKeyKeeper:
    """Keeps the promise of `KeyKeeper`; what it made and nobody stored is found again."""

    def __init__(self) -> None:
        self.unusable: set[str] = set()
        self.newest: dict[tuple[TenantId, str], str] = {}
        self._numbers = count(1)

    def make(self, tenant: TenantId, algorithm: str, known: KeyRing) -> SigningKey:
        newest = self.newest.get((tenant, algorithm))
        if newest is None or newest in {key.kid for key in known.keys} | self.unusable:
            newest = f"{tenant}-{algorithm}-{next(self._numbers)}"
            self.newest[tenant, algorithm] = newest
        return a_key(newest, algorithm=algorithm)

    def require_usable(self, key: SigningKey) -> None:
        if key.kid in self.unusable:
            raise KeyKeeperFailed(f"{key.kid} is disabled")

    def disable(self, key: SigningKey) -> None:
        self.unusable.add(key.kid)
