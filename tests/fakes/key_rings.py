"""Key rings and their keeper, in memory."""

from itertools import count

from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import KeyTier, TenantId
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
        self.newest: dict[tuple[str, str, KeyTier], str] = {}
        self._numbers = count(1)

    def make(self, tenant: TenantId, algorithm: str, tier: KeyTier, known: KeyRing) -> SigningKey:
        owner = "shared" if tier is KeyTier.SHARED else tenant
        newest = self.newest.get((owner, algorithm, tier))
        if newest is None or newest in {key.kid for key in known.keys} | self.unusable:
            newest = f"{owner}-{algorithm}-{next(self._numbers)}"
            self.newest[owner, algorithm, tier] = newest
        wrapped = newest.encode() if tier is KeyTier.WRAPPED else None
        return a_key(newest, algorithm=algorithm, tier=tier, wrapped=wrapped)

    def require_usable(self, key: SigningKey) -> None:
        if key.kid in self.unusable:
            raise KeyKeeperFailed(f"{key.kid} is disabled")

    def disable(self, key: SigningKey) -> None:
        if key.tier is KeyTier.DEDICATED:
            self.unusable.add(key.kid)
        elif self.newest.get(("shared", key.algorithm, key.tier)) == key.kid:
            del self.newest["shared", key.algorithm, key.tier]
