"""What became of single places of status lists. The table's stream tells whoever publishes them."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import number
from chalicelib.adapters.dynamodb.records import IS_NEW, Item
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write, put
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status, StatusIndex

_IS_NOT_FINAL = f"{IS_NEW} OR #status <> :invalid"
_IS_VALID_OR_STALE = f"{IS_NEW} OR #status IN (:valid, :stale)"


def new_status(tenant: TenantId, place: StatusIndex, status: Status, sweep_at: int | None) -> Write:
    """Say what became of a place, whatever was said before.

    What became valid again is written down as valid: a place without an item keeps the status that
    was published last. Nothing of it may live any more at `sweep_at`; None for never.
    """
    return put(_item(tenant, place, status, sweep_at))


def change_status(tenant: TenantId, place: StatusIndex, status: Status) -> Write:
    """Say what became of a place, for as long as its list lives. Refused if it is invalid, which
    is for good.
    """
    values = {":invalid": number(Status.INVALID)}
    return put(_item(tenant, place, status, None), _IS_NOT_FINAL, values)


def mark_stale(table: Table, tenant: TenantId, place: StatusIndex, sweep_at: int) -> None:
    """Ask whoever holds tokens of a place to refresh. Does nothing if something worse was said."""
    values = {":valid": number(Status.VALID), ":stale": number(Status.STALE)}
    table.write(put(_item(tenant, place, Status.STALE, sweep_at), _IS_VALID_OR_STALE, values))


def read_status(item: Item) -> Status:
    """The status in an item."""
    return Status(int(item["status"]["N"]))


def _item(tenant: TenantId, place: StatusIndex, status: Status, sweep_at: int | None) -> Item:
    key = keys.status(tenant, place.list, place.index)
    item: Item = {name: dict(part) for name, part in key.items()} | {"status": number(status)}
    return item if sweep_at is None else item | {"expires_at": number(sweep_at)}
