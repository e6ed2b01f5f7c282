"""What status lists ask of storage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.status_list import PublishedStatusList


class StatusIndexes(Protocol):
    """Hands out places in status lists."""

    def next(self, tenant: TenantId) -> StatusIndex:
        """A place that was never handed out before, by whatever process."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """A list that places were handed out from; `published` if it was ever signed."""

    retires_at: int | None = None  # from then on nothing that it speaks of lives
    published: PublishedStatusList | None = None

    def is_live(self, now: int) -> bool:
        """Whether anybody may still ask for it."""
        return self.retires_at is None or now < self.retires_at


class StatusLists(Protocol):
    """Keeps what became of places, and the lists that tell of it."""

    def find(self, tenant: TenantId, number: int) -> StatusList | None:
        """Return a list in one round trip; None for one that never was, or is long retired."""
        ...

    def live(self, tenant: TenantId, now: int) -> tuple[int, ...]:
        """The numbers of the lists that may be asked for, in their order."""
        ...

    def statuses_of(
        self, tenant: TenantId, number: int, indexes: Sequence[int]
    ) -> Mapping[int, Status]:
        """What became of these places, as of now. One that nothing is written of is left out."""
        ...

    def all_statuses(self, tenant: TenantId, number: int) -> Mapping[int, Status]:
        """What became of all places of the list that something is written of, as of now."""
        ...

    def publish(
        self,
        tenant: TenantId,
        number: int,
        new: PublishedStatusList,
        instead_of: PublishedStatusList | None,
    ) -> bool:
        """Publish a list in one conditional write; False, if another was published meanwhile."""
        ...
