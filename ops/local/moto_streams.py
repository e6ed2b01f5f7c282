"""A table's stream as DynamoDB keeps it: what happened, once, in order, and nothing else.

moto tells of writes that changed nothing and of transactions that never happened, goes silent
after one of these, tells twice of an item that an update made, and remembers every position that
anybody ever read from.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from moto.dynamodb.models.table import StreamShard
from moto.dynamodbstreams.models import DynamoDBStreamsBackend

_INCLUSIVE = "AT_SEQUENCE_NUMBER"
_EXCLUSIVE = "AFTER_SEQUENCE_NUMBER"

Add = Callable[[StreamShard, Any, Any], None]


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a stream that says all about itself, so that nobody need remember it."""

    stream_arn: str
    number: int

    @property
    def arn(self) -> str:
        """What a caller hands back to read on from here."""
        return f"{self.stream_arn}|{self.number}"

    @classmethod
    def parse(cls, arn: str) -> "Position":
        """The position that `arn` spells."""
        stream_arn, _, number = arn.rpartition("|")
        return cls(stream_arn, int(number))


def only_what_happened(add: Add) -> Add:
    """Of a write that changed nothing there is no record, of an item that an update made one."""

    @wraps(add)
    def repaired(shard: StreamShard, old: Any, new: Any) -> None:
        if old is not None and new is not None and old == new:
            return
        before = len(shard.items)
        add(shard, old, new)
        if before and old is None and _are_of_one_item(shard.items[-2:]):
            # moto stores the bare key first and tells of it.
            last = shard.items.pop()
            last.record["dynamodb"]["SequenceNumber"] = _number(shard.items[-1])
            shard.items[-1] = last

    return repaired


def _are_of_one_item(records: list[Any]) -> bool:
    """Whether both tell of an item that is new: without a removal between them, it is one."""
    first, second = (each.record for each in records)
    kinds = {first["eventName"], second["eventName"]}
    return kinds == {"INSERT"} and first["dynamodb"]["Keys"] == second["dynamodb"]["Keys"]


def _number(record: Any) -> Any:
    return record.record["dynamodb"]["SequenceNumber"]


def copied_shard(shard: StreamShard, memo: dict[int, Any]) -> StreamShard:
    """The copy that moto takes before a transaction: records never change, so both share them."""
    copied = copy.copy(shard)
    memo[id(shard)] = copied
    copied.table = copy.deepcopy(shard.table, memo)
    copied.items = list(shard.items)
    return copied


def get_shard_iterator(
    backend: DynamoDBStreamsBackend,
    arn: str,
    _shard_id: str,
    shard_iterator_type: str,
    sequence_number: int | None = None,
) -> Position:
    """GetShardIterator: where reading begins."""
    shard = _shard(backend, arn)
    first, count = int(shard.starting_sequence_number), len(shard.items)
    starts = {
        "TRIM_HORIZON": first,
        "LATEST": first + count,
        _INCLUSIVE: sequence_number or first,
        _EXCLUSIVE: (sequence_number or first) + 1,
    }
    return Position(arn, starts[shard_iterator_type])


def get_records(backend: DynamoDBStreamsBackend, iterator_arn: str, limit: int) -> dict[str, Any]:
    """GetRecords: what the table's stream holds now, whoever the shard was replaced by since."""
    position = Position.parse(iterator_arn)
    records = _shard(backend, position.stream_arn).get(position.number, limit)
    following = Position(position.stream_arn, position.number + len(records))
    return {"NextShardIterator": following.arn, "Records": records}


def _shard(backend: DynamoDBStreamsBackend, arn: str) -> StreamShard:
    table = backend.dynamodb.get_table(arn.split(":", 6)[5].split("/")[1])
    if table.stream_shard is None:
        raise TypeError(f"{table.name} has no stream")
    return table.stream_shard
