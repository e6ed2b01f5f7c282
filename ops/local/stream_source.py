"""The table's stream as Lambda reads it for a function: in order, and again until it is done."""

import json
import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ops.cloudformation import Template
from ops.local.event_filter import Pattern, admits, patterns_of
from ops.local.lambda_call import Outcome, Record

_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0  # seconds before a batch comes again
_ONE_READ = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the template wants the stream to be read."""

    patterns: tuple[Pattern, ...]
    batch_size: int
    tries: int

    @classmethod
    def of(cls, event_source: Template) -> "Rules":
        """What an event source mapping says."""
        properties = event_source["Properties"]
        return cls(
            patterns=patterns_of(event_source),
            batch_size=properties["BatchSize"],
            tries=1 + properties["MaximumRetryAttempts"],
        )


class Stream:
    """Reads a table's stream from its start; an emulator's has one shard, which never closes."""

    def __init__(self, streams: Any, stream_arn: str) -> None:
        self._streams = streams
        (shard,) = streams.describe_stream(StreamArn=stream_arn)["StreamDescription"]["Shards"]
        self._arn = stream_arn
        self._next = streams.get_shard_iterator(
            StreamArn=stream_arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]

    def read(self) -> list[Record]:
        """What was not read yet, as Lambda words it."""
        got = self._streams.get_records(ShardIterator=self._next, Limit=_ONE_READ)
        self._next = got["NextShardIterator"]
        return [lambda_record(each, self._arn) for each in got["Records"]]


class StreamSource:
    """Feeds a function. `step` is called again and again, and waits for nothing itself."""

    def __init__(
        self,
        read: Callable[[], list[Record]],
        invoke: Callable[[list[Record]], Outcome],
        lay_aside: Callable[[Record], None],
        rules: Rules,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._invoke = invoke
        self._lay_aside = lay_aside
        self._rules = rules
        self._clock = clock
        self._waiting: list[Record] = []
        self._size = rules.batch_size
        self._tried = 0
        self._not_before = 0.0

    def step(self) -> bool:
        """Bring what is new, or what failed once its pause is over; False if there is nothing."""
        self._waiting += [one for one in self._read() if admits(self._rules.patterns, one)]
        if not self._waiting or self._clock() < self._not_before:
            return False
        batch = self._waiting[: self._size]
        outcome = self._invoke(batch)
        if outcome.crashed and len(batch) > 1:
            # As BisectBatchOnFunctionError has it: the bad record is found by halving.
            self._size = len(batch) // 2
            return True
        done = 0 if outcome.crashed else _done(batch, outcome)
        del self._waiting[:done]
        if done == len(batch):
            self._start_afresh()
        else:
            self._wait(began_anew=done > 0)
        return True

    def _start_afresh(self) -> None:
        self._size, self._tried, self._not_before = self._rules.batch_size, 0, 0.0

    def _wait(self, *, began_anew: bool) -> None:
        """The first of those waiting has failed."""
        self._tried = 1 if began_anew else self._tried + 1
        if self._tried >= self._rules.tries:
            self._lay_aside(self._waiting.pop(0))
            self._start_afresh()
            return
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (self._tried - 1))
        self._not_before = self._clock() + pause


def _done(batch: list[Record], outcome: Outcome) -> int:
    """How many come before the first that failed: from there on, all come again."""
    numbers = [each["dynamodb"]["SequenceNumber"] for each in batch]
    return min((numbers.index(one) for one in outcome.failed), default=len(batch))


def lambda_record(record: Record, stream_arn: str) -> Record:
    """A record of GetRecords in the JSON that Lambda makes of it."""
    plain: Record = json.loads(json.dumps(record, default=_plain))
    return {**plain, "eventSourceARN": stream_arn}


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return b64encode(value).decode()
        case datetime():
            return value.timestamp()
        case set() | frozenset():
            return sorted(value)
    raise TypeError(f"{type(value)} in a record")
