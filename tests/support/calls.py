"""Counts what a boto3 client asks of AWS, and how long the chain of waiting is."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any


class CallCounter:
    """Calls by name, and `depth`: how many of them, at most, had to wait for one another.

    `answered` is how many bytes came back in all.
    """

    def __init__(self) -> None:
        self.by_name: Counter[str] = Counter()
        self.depth = 0
        self.answered = 0
        self._lock = Lock()

    @property
    def calls(self) -> int:
        return self.by_name.total()

    def began(self, model: Any, context: dict[str, Any], **_: Any) -> None:
        with self._lock:
            self.by_name[model.name] += 1
            # A call that begins now may have waited for every one that has ended by now.
            context["depth"] = self.depth + 1

    def ended(self, context: dict[str, Any], http_response: Any = None, **_: Any) -> None:
        with self._lock:
            self.depth = max(self.depth, context["depth"])
            self.answered += len(http_response.content) if http_response is not None else 0


@contextmanager
def counting(*clients: Any) -> Iterator[CallCounter]:
    """Count the calls of boto3 clients, all in one counter, while the block runs."""
    counter = CallCounter()
    hooks = {
        "before-call": counter.began,
        "after-call": counter.ended,
        "after-call-error": counter.ended,
    }
    for client in clients:
        for event, hook in hooks.items():
            client.meta.events.register(event, hook)
    try:
        yield counter
    finally:
        for client in clients:
            for event, hook in hooks.items():
                client.meta.events.unregister(event, hook)
