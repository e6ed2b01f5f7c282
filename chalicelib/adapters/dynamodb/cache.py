"""What a process remembers of configuration, for a while and within bounds."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from chalicelib.ambient import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is remembered, and for how many seconds."""

    most: int = 1000
    seconds: int = 60
    absent_seconds: int = 10


@dataclass(slots=True)
class _Flight:
    """Threads that want the same thing: one asks, the others wait for its answer."""

    lock: Lock = field(default_factory=Lock)
    aboard: int = 0


class Cache(Generic[K, V]):
    """Answers by key. What does not exist is kept apart, so that asking for it evicts nothing."""

    def __init__(self, clock: Clock, bounds: Bounds | None = None) -> None:
        limits = bounds or Bounds()
        self._clock = clock
        self._present: _Shelf[K, V] = _Shelf(limits.most, limits.seconds)
        self._absent: _Shelf[K, None] = _Shelf(limits.most, limits.absent_seconds)
        self._flights: dict[K, _Flight] = {}
        self._lock = Lock()

    def get(self, key: K, load: Callable[[], V | None]) -> V | None:
        """The remembered answer, else what `load` says; one thread loads a key at a time."""
        remembered = self._look(key)
        if remembered is None:
            with self._alone(key):
                remembered = self._look(key)
                if remembered is None:
                    return self._keep(key, load())
        return remembered[0]

    def _look(self, key: K) -> tuple[V | None] | None:
        now = self._clock.now()
        with self._lock:
            return self._present.look(key, now) or self._absent.look(key, now)

    def _keep(self, key: K, value: V | None) -> V | None:
        now = self._clock.now()
        with self._lock:
            if value is None:
                self._absent.keep(key, None, now)
            else:
                self._present.keep(key, value, now)
        return value

    @contextmanager
    def _alone(self, key: K) -> Iterator[None]:
        with self._lock:
            flight = self._flights.setdefault(key, _Flight())
            flight.aboard += 1
        try:
            with flight.lock:
                yield
        finally:
            with self._lock:
                flight.aboard -= 1
                if not flight.aboard:
                    del self._flights[key]


class _Shelf(Generic[K, V]):
    """A bounded number of values with the same lifetime; the least recently used leaves first."""

    def __init__(self, most: int, seconds: int) -> None:
        self._most = most
        self._seconds = seconds
        self._kept: OrderedDict[K, tuple[int, V]] = OrderedDict()

    def look(self, key: K, now: int) -> tuple[V] | None:
        kept = self._kept.get(key)
        if kept is None:
            return None
        # A clock that was set back must not make a minute an hour: what is of later is not known.
        if not kept[0] <= now < kept[0] + self._seconds:
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return (kept[1],)

    def keep(self, key: K, value: V, now: int) -> None:
        self._kept[key] = (now, value)
        self._kept.move_to_end(key)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)
