"""A shelf: values kept for a while under unguessable keys, shared by all request threads."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

from ops.local.pretend.ambient import Clock, unguessable

V = TypeVar("V")


class Shelf(Generic[V]):
    """Keeps each value for `seconds`, and at most `room` values: the oldest makes way."""

    def __init__(self, clock: Clock, *, seconds: int, prefix: str = "", room: int = 20_000) -> None:
        self._clock = clock
        self._seconds = seconds
        self._prefix = prefix
        self._room = room
        self._kept: OrderedDict[str, tuple[int, V]] = OrderedDict()
        self._lock = Lock()

    def put(self, value: V) -> str:
        """Keep `value`; the answer is the only way to get at it."""
        key = unguessable(self._prefix)
        with self._lock:
            self._kept[key] = (self._clock() + self._seconds, value)
            if len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return key

    def find(self, key: str | None) -> V | None:
        """What is kept under `key`, unless its time is over."""
        with self._lock:
            return self._unexpired(self._kept.get(key or ""))

    def consume(self, key: str) -> V | None:
        """Take what is kept under `key`: of two callers at once, one gets it."""
        with self._lock:
            return self._unexpired(self._kept.pop(key, None))

    def _unexpired(self, kept: tuple[int, V] | None) -> V | None:
        return kept[1] if kept and self._clock() < kept[0] else None
