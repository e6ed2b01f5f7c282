"""Ending families as they are now, whatever they were when somebody read them."""

from collections.abc import Callable, Iterable, Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.endings import Ending, write_endings
from chalicelib.adapters.dynamodb.family_writes import read_family
from chalicelib.adapters.dynamodb.records import Item
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.family import RefreshFamily


def going_on(items: Iterable[Item]) -> tuple[RefreshFamily, ...]:
    """The families in these items that have not ended."""
    families = map(read_family, items)
    return tuple(each for each in families if each is not None and each.ended_at is None)


def end_families(
    table: Table,
    tenant: TenantId,
    families: Sequence[RefreshFamily],
    ending_of: Callable[[RefreshFamily], Ending],
    first: Sequence[Ending] = (),
) -> None:
    """Write `first`, then the endings of families, in as few transactions as hold them.

    One that was refreshed meanwhile may have another place in a status list: it is ended with that.
    Each further round means that a refresh was faster.
    """
    endings, left = [*first, *map(ending_of, families)], list(families)
    while endings:
        ahead = len(endings) - len(left)
        refused = write_endings(table, endings)
        faster = [each for at, each in enumerate(left, ahead) if at in refused]
        items = table.find_all([keys.family(tenant, each.key) for each in faster])
        left = list(going_on(item for item in items if item is not None))
        endings = [ending_of(each) for each in left]
