"""Writing many endings at once: each whole or not at all, and none twice."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write

_MOST_WRITES = 100  # that DynamoDB takes in one transaction

#: Writes that belong together. The first has the condition that this has not ended before.
Ending = Sequence[Write]


def write_endings(table: Table, endings: Sequence[Ending]) -> frozenset[int]:
    """Write all endings in as few transactions as hold them, in their order.

    What has ended before is left as it is, and does not keep the others from ending. Returns the
    positions of those that were refused.
    """
    waiting, left_out = list(enumerate(endings)), set[int]()
    while waiting:
        some = waiting[: _how_many_fit([ending for _, ending in waiting])]
        refused = table.write_together([write for _, ending in some for write in ending])
        if not refused:
            del waiting[: len(some)]
            continue
        faulty = {position for position, at in _starts(some) if at in refused}
        left_out |= faulty
        waiting = [each for each in waiting if each[0] not in faulty]
    return frozenset(left_out)


def _how_many_fit(endings: Sequence[Ending]) -> int:
    writes = 0
    for number, ending in enumerate(endings):
        writes += len(ending)
        if writes > _MOST_WRITES:
            return number
    return len(endings)


def _starts(endings: Sequence[tuple[int, Ending]]) -> list[tuple[int, int]]:
    """The position of each ending, with where its first write stands in the transaction."""
    starts, at = [], 0
    for position, ending in endings:
        starts.append((position, at))
        at += len(ending)
    return starts
