"""Status lists: what became of their places, and what was published of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import Attribute, number
from chalicelib.adapters.dynamodb.records import IS_NEW, find_record, item_of
from chalicelib.adapters.dynamodb.status_directory import EVERYTHING, read_directory, read_entry
from chalicelib.adapters.dynamodb.statuses import read_status
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import put
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status
from chalicelib.tokens.status_list import PublishedStatusList
from chalicelib.tokens.status_ports import StatusList

_IS_REPLACED = "#record.#version = :version"


class DynamoStatusLists:
    """Keeps the promise of `StatusLists`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, tenant: TenantId, list_number: int) -> StatusList | None:
        """Return a list in one round trip; None for one that never was, or is long retired."""
        counter, entry, published = self._table.find_together(
            keys.status_counter(tenant),
            keys.status_list_entry(tenant, list_number),
            keys.published_status_list(tenant, list_number),
        )
        found = read_entry(list_number, entry, counter)
        return found and replace(found, published=find_record(PublishedStatusList, published))

    def live(self, tenant: TenantId, now: int) -> tuple[int, ...]:
        """The numbers of the lists that may be asked for, in their order."""
        items = self._table.query(keys.status_directory(tenant), EVERYTHING, consistent=False)
        return tuple(each for each, entry in read_directory(items).items() if entry.is_live(now))

    def statuses_of(
        self, tenant: TenantId, list_number: int, indexes: Sequence[int]
    ) -> Mapping[int, Status]:
        """What became of these places, as of now. One that nothing is written of is left out."""
        wanted = sorted(set(indexes))
        items = self._table.find_all([keys.status(tenant, list_number, each) for each in wanted])
        found = zip(wanted, items, strict=True)
        return {index: read_status(item) for index, item in found if item is not None}

    def all_statuses(self, tenant: TenantId, list_number: int) -> Mapping[int, Status]:
        """What became of all places of the list that something is written of, as of now."""
        partition = keys.status_list_partition(tenant, list_number)
        items = self._table.query(partition, keys.STATUSES, consistent=True)
        return {int(item["sk"]["S"].removeprefix("IDX#")): read_status(item) for item in items}

    def publish(
        self,
        tenant: TenantId,
        list_number: int,
        new: PublishedStatusList,
        instead_of: PublishedStatusList | None,
    ) -> bool:
        """Publish a list in one conditional write; False, if another was published meanwhile."""
        # A list that expired is nobody's evidence: it may go, and is composed when asked for.
        key = keys.published_status_list(tenant, list_number)
        item = item_of(key, new, sweep_at=new.expires_at)
        condition, values = _stands(instead_of)
        return self._table.write(put(item, condition, values)).happened


def _stands(published: PublishedStatusList | None) -> tuple[str, dict[str, Attribute]]:
    if published is None:
        return IS_NEW, {}
    return _IS_REPLACED, {":version": number(published.version)}
