"""Places in status lists: claimed by the block, handed out one by one."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from chalicelib.adapters.dynamodb.status_directory import count_block, keep_list, open_list
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.ambient import Clock, Entropy
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import require_house_of
from chalicelib.tenancy.status import StatusIndex
from chalicelib.tokens.status_list import BLOCK, list_of_block, shuffled_block

_MOST_TENANTS = 1000


@dataclass(slots=True)
class _Pool:
    """What is left of a tenant's block. Threads that find it empty wait for one to claim."""

    places: list[StatusIndex] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


class DynamoStatusIndexes:
    """Keeps the promise of `StatusIndexes`: one write for every 256 places of a tenant.

    Places that a process did not need are never handed out. Nothing is claimed before the first
    request, so that processes made from one snapshot or by one fork share no places.
    """

    def __init__(
        self, table: Table, clock: Clock, entropy: Entropy, most: int = _MOST_TENANTS
    ) -> None:
        self._table = table
        self._clock = clock
        self._entropy = entropy
        self._most = most
        self._pools: OrderedDict[TenantId, _Pool] = OrderedDict()
        self._lock = Lock()

    def next(self, tenant: TenantId) -> StatusIndex:
        """A place that was never handed out before, by whatever process."""
        require_house_of(tenant)
        pool = self._pool_of(tenant)
        with pool.lock:
            if not pool.places:
                pool.places.extend(self._claim_block(tenant))
            return pool.places.pop()

    def claim(self, tenant: TenantId, count: int) -> tuple[StatusIndex, ...]:
        """Up to 256 places at once for clients, in a list that is kept for as long as they are."""
        places = self._claim_block(tenant)[:count]
        if len(places) < count:
            raise ValueError(f"more than {BLOCK} places at once")
        keep_list(self._table, tenant, places[0].list, self._clock.now())
        return places

    def _claim_block(self, tenant: TenantId) -> tuple[StatusIndex, ...]:
        block = count_block(self._table, tenant)
        if block == 0 or list_of_block(block) != list_of_block(block - 1):
            open_list(self._table, tenant, list_of_block(block), self._clock.now())
        return shuffled_block(block, self._entropy.token())

    def _pool_of(self, tenant: TenantId) -> _Pool:
        with self._lock:
            pool = self._pools.setdefault(tenant, _Pool())
            self._pools.move_to_end(tenant)
            if len(self._pools) > self._most:
                self._pools.popitem(last=False)
            return pool
