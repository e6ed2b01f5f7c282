"""Writing many endings at once: each whole or not at all, and none twice."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write

_MOST_WRITES = 100  # that DynamoDB takes in one transaction

#: Writes that belong together. The first has the condition that this has not ended before.
Ending = Sequence[Write]


def write_endings(table: Table, endings: Sequence[Ending]) -> None:
    """Write all endings in as few transactions as hold them, in their order.

    What has ended before is left as it is, and does not keep the others from ending.
    """
    waiting = list(endings)
    while waiting:
        some = _as_many_as_fit(waiting)
        refused = table.write_together([write for ending in some for write in ending])
        if not refused:
            del waiting[: len(some)]
        else:
            waiting = [*_those_not_refused(some, refused), *waiting[len(some) :]]


def _as_many_as_fit(endings: Sequence[Ending]) -> list[Ending]:
    some: list[Ending] = []
    for ending in endings:
        if sum(map(len, some)) + len(ending) > _MOST_WRITES:
            break
        some.append(ending)
    return some


def _those_not_refused(endings: Sequence[Ending], refused: frozenset[int]) -> list[Ending]:
    kept, at = [], 0
    for ending in endings:
        if at not in refused:
            kept.append(ending)
        at += len(ending)
    return kept
