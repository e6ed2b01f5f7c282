"""Which status lists a tenant has: a counter of blocks, and one entry for each list.

The list that the counter is at is live, whatever its entry says: whoever counted may have crashed
before writing it. Older lists live by their entries.
"""

from collections.abc import Iterable

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import number
from chalicelib.adapters.dynamodb.records import Item
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Values, Write, update
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.status_list import list_of_block
from chalicelib.tokens.status_ports import StatusList

#: From the end of a list to when nothing that it speaks of can still live, refresh families
#: included.
RETIRES_AFTER_SECONDS = 400 * 24 * 3600

#: First and last sort key of the counter and the entries.
EVERYTHING = ("COUNTER", keys.STATUS_LISTS[1])
_ALWAYS = ""
_COUNT = "ADD #blocks :one"
_OPEN = "SET #list = :list, #opened_at = if_not_exists(#opened_at, :now)"
_RETIRE = f"{_OPEN}, #expires_at = :retires_at"
_MAY_RETIRE = "attribute_not_exists(#is_permanent) AND attribute_not_exists(#expires_at)"
_KEEP = f"{_OPEN}, #is_permanent = :yes REMOVE #expires_at"


def count_block(table: Table, tenant: TenantId) -> int:
    """Claim the next block for whoever asks, and nobody else ever."""
    counter = update(keys.status_counter(tenant), _COUNT, _ALWAYS, {":one": number(1)})
    return _last_block(table.write(counter).item or {})


def open_list(table: Table, tenant: TenantId, list_number: int, now: int) -> None:
    """Enter a list that begins; the one before it ends, and retires in time."""
    table.write(_change(tenant, list_number, _OPEN, {":now": number(now)}))
    if list_number > 0:
        retires_at = number(now + RETIRES_AFTER_SECONDS)
        values = {":now": number(now), ":retires_at": retires_at}
        table.write(_change(tenant, list_number - 1, _RETIRE, values, _MAY_RETIRE))


def keep_list(table: Table, tenant: TenantId, list_number: int, now: int) -> None:
    """Never retire a list: it speaks of a client, which has no age at which it ends."""
    values = {":now": number(now), ":yes": {"BOOL": True}}
    table.write(_change(tenant, list_number, _KEEP, values))


def read_directory(items: Iterable[Item]) -> dict[int, StatusList]:
    """The lists in a directory, by number."""
    directory = list(items)
    counter = next((item for item in directory if "blocks" in item), None)
    entries = {int(item["list"]["N"]): item for item in directory if "list" in item}
    numbers = {*entries, current_list(counter)} if counter else set(entries)
    found = {each: read_entry(each, entries.get(each), counter) for each in sorted(numbers)}
    return {each: entry for each, entry in found.items() if entry}


def read_entry(list_number: int, entry: Item | None, counter: Item | None) -> StatusList | None:
    """What is known of a list, but for what was published of it."""
    if counter is not None and list_number == current_list(counter):
        return StatusList()
    if entry is None:
        return None
    return StatusList(retires_at=int(entry["expires_at"]["N"]) if "expires_at" in entry else None)


def current_list(counter: Item) -> int:
    """The list that places are handed out from."""
    return list_of_block(_last_block(counter))


def _last_block(counter: Item) -> int:
    return int(counter["blocks"]["N"]) - 1


def _change(
    tenant: TenantId, list_number: int, change: str, values: Values, condition: str = _ALWAYS
) -> Write:
    key = keys.status_list_entry(tenant, list_number)
    return update(key, change, condition, {**values, ":list": number(list_number)})
