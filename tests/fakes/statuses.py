"""Status lists, kept in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.ambient import Clock, Entropy
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.status_list import PublishedStatusList, list_of_block, shuffled_block
from chalicelib.tokens.status_ports import StatusList
from tests.fakes.memory import Memory

RETIRES_AFTER_SECONDS = 400 * 24 * 3600


@dataclass(frozen=True)
class MemoryStatusIndexes:
    memory: Memory
    clock: Clock
    entropy: Entropy
    pools: dict[TenantId, list[StatusIndex]] = field(default_factory=dict)

    def next(self, tenant: TenantId) -> StatusIndex:
        with self.memory.lock:
            pool = self.pools.setdefault(tenant, [])
            if not pool:
                pool.extend(self._claim(tenant))
            return pool.pop()

    def _claim(self, tenant: TenantId) -> tuple[StatusIndex, ...]:
        block = self.memory.status_blocks.get(tenant, 0)
        self.memory.status_blocks[tenant] = block + 1
        if block and list_of_block(block - 1) != list_of_block(block):
            ended = tenant, list_of_block(block - 1)
            self.memory.retirements[ended] = self.clock.now() + RETIRES_AFTER_SECONDS
        return shuffled_block(block, self.entropy.token())


@dataclass(frozen=True)
class MemoryStatusLists:
    memory: Memory

    def find(self, tenant: TenantId, list_number: int) -> StatusList | None:
        with self.memory.lock:
            if list_number not in self._opened(tenant):
                return None
            return StatusList(
                retires_at=self.memory.retirements.get((tenant, list_number)),
                published=self.memory.status_lists.get((tenant, list_number)),
            )

    def live(self, tenant: TenantId, now: int) -> tuple[int, ...]:
        with self.memory.lock:
            ends = (
                (each, self.memory.retirements.get((tenant, each))) for each in self._opened(tenant)
            )
            return tuple(each for each, end in ends if end is None or now < end)

    def statuses_of(
        self, tenant: TenantId, list_number: int, indexes: Sequence[int]
    ) -> Mapping[int, Status]:
        with self.memory.lock:
            found = {
                index: self.memory.statuses.get((tenant, StatusIndex(list_number, index)))
                for index in indexes
            }
            return {index: status for index, status in found.items() if status is not None}

    def all_statuses(self, tenant: TenantId, list_number: int) -> Mapping[int, Status]:
        with self.memory.lock:
            return {
                place.index: status
                for (owner, place), status in self.memory.statuses.items()
                if owner == tenant and place.list == list_number
            }

    def publish(
        self,
        tenant: TenantId,
        list_number: int,
        new: PublishedStatusList,
        instead_of: PublishedStatusList | None,
    ) -> bool:
        with self.memory.lock:
            there = self.memory.status_lists.get((tenant, list_number))
            if (there and there.version) != (instead_of and instead_of.version):
                return False
            self.memory.status_lists[tenant, list_number] = new
            return True

    def _opened(self, tenant: TenantId) -> range:
        last = self.memory.status_blocks.get(tenant, 0) - 1
        return range(list_of_block(last) + 1)


def set_status(memory: Memory, tenant: TenantId, place: StatusIndex, status: Status) -> None:
    """Say what became of a place, unless it is invalid, which is for good."""
    with memory.lock:
        if memory.statuses.get((tenant, place)) is not Status.INVALID:
            memory.statuses[tenant, place] = status


def mark_stale(memory: Memory, tenant: TenantId, place: StatusIndex) -> None:
    """Ask for a refresh, unless something worse was said."""
    with memory.lock:
        if not memory.statuses.get((tenant, place)):
            memory.statuses[tenant, place] = Status.STALE
