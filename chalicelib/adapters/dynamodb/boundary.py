"""The fence: what a request may name, read from the request itself just before it leaves.

It asks what IAM would ask of `dynamodb:LeadingKeys`, with the tenant at hand in place of all of
them, and refuses what it does not know: another operation, another index, a key that is none.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.tenancy.premises import FenceViolation, Premises, premises

Request = Mapping[str, Any]

#: How every query begins: within one partition, which is a value of its own.
PARTITION_IS = "#pk = :pk AND "


def require_within(operation: str, request: Request) -> None:
    """Raise FenceViolation unless all that a request names lies in the house where we are."""
    read = _READS.get(operation)
    named = read or _WRITES.get(operation)
    if named is None:
        raise FenceViolation(f"nothing may {operation}")
    here = premises()
    # On purpose not asked of `keys`: it is their mistakes, too, that are to be stopped here.
    own = None if here.tenant is None else f"T#{here.tenant}"
    inner = f"{own}#"
    for partition, sort_key in named(request):
        if own is not None and (partition == own or partition.startswith(inner)):
            continue
        may = _may_read if read else _may_write
        if not may(here, partition, sort_key):
            told = f"{operation} in {keys.kind_of_partition(partition)}"
            raise FenceViolation(f"{here} asked for {told}")


def _may_read(here: Premises, partition: str, _sort_key: str | None) -> bool:
    """What lies between the houses is looked up on the way to one, and by whoever keeps it."""
    on_the_way = keys.is_between_houses(partition) and (here.tenant is None or here.publishes)
    return here.surveys or on_the_way


def _may_write(here: Premises, partition: str, sort_key: str | None) -> bool:
    """Only an operator writes there, and no tenant's name but the one at hand into the list."""
    if not here.publishes or not keys.is_between_houses(partition):
        return False
    return partition != keys.directory_partition() or sort_key == here.tenant


def _place(key: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    return key["pk"]["S"], key["sk"]["S"]


def _of_key(request: Request) -> Iterator[tuple[str, str]]:
    yield _place(request["Key"])


def _of_item(request: Request) -> Iterator[tuple[str, str]]:
    yield _place(request["Item"])


def _of_batch(request: Request) -> Iterator[tuple[str, str]]:
    for table in request["RequestItems"].values():
        yield from map(_place, table["Keys"])


def _of_query(request: Request) -> Iterator[tuple[str, None]]:
    condition: str = request["KeyConditionExpression"]
    means_it = request["ExpressionAttributeNames"].get("#pk") == "pk"
    if not (condition.startswith(PARTITION_IS) and means_it) or "IndexName" in request:
        raise FenceViolation(f"a query goes around the fence: {condition}")
    yield request["ExpressionAttributeValues"][":pk"]["S"], None


def _of_transaction(request: Request) -> Iterator[tuple[str, str]]:
    for part in request["TransactItems"]:
        for write in part.values():
            yield _place(write["Key"] if "Key" in write else write["Item"])


_Named = Callable[[Request], Iterator[tuple[str, str | None]]]
_READS: Mapping[str, _Named] = {
    "get_item": _of_key,
    "batch_get_item": _of_batch,
    "query": _of_query,
}
_WRITES: Mapping[str, _Named] = {
    "put_item": _of_item,
    "update_item": _of_key,
    "delete_item": _of_key,
    "transact_write_items": _of_transaction,
}
