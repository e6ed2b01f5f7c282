"""Batches of records that Lambda brings from a stream or a queue, and what is said about them."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol


class Context(Protocol):
    """What Lambda tells of an invocation."""

    @property
    def aws_request_id(self) -> str:
        """Names the invocation in every log."""
        ...

    def get_remaining_time_in_millis(self) -> int:
        """How long until Lambda ends it."""
        ...


Event = Mapping[str, Any]
Answer = dict[str, list[dict[str, str]]]
Handler = Callable[[Event, Context], Answer]


def answer_with_failures(*identifiers: str) -> Answer:
    """Tell Lambda what of a batch must come again; nothing, when all of it is done."""
    return {"batchItemFailures": [{"itemIdentifier": each} for each in identifiers]}
