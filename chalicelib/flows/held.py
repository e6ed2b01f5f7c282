"""What a process answered last, so that a burst asks storage once, and an outage is bridged."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from chalicelib.ambient import Clock
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.keys import NoSigningKey
from chalicelib.tokens.ports import SigningUnavailable

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

OUTAGES = (StorageUnavailable, SigningUnavailable, NoSigningKey)
_QUEUES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience(Generic[V]):
    """For how many seconds an answer is as good as new, and until when it is better than none."""

    fresh_seconds: int
    good_until: Callable[[V], int]


class Held(Generic[K, V]):
    """A bounded number of answers by key; the one longest unused leaves first.

    Threads that want the same wait for one of them; what cannot be loaded is not held.
    """

    def __init__(self, clock: Clock, patience: Patience[V], most: int = 256) -> None:
        self._clock = clock
        self._patience = patience
        self._most = most
        self._answers: OrderedDict[K, tuple[int, V]] = OrderedDict()
        self._lock = Lock()
        # Keys share queues: a lock for each would have to be bounded as well.
        self._queues = tuple(Lock() for _ in range(_QUEUES))

    def get(self, key: K, load: Callable[[], V]) -> V:
        """The answer: fresh, else loaded, else in an outage the last one while it is good."""
        with self._queues[hash(key) % _QUEUES]:
            asked_at, held = self._look(key)
            if held is not None and self._clock.now() < asked_at + self._patience.fresh_seconds:
                return held
            try:
                answer = load()
            except OUTAGES:
                if held is None or self._clock.now() >= self._patience.good_until(held):
                    raise
                answer = held
            return self._keep(key, answer)

    def _look(self, key: K) -> tuple[int, V | None]:
        with self._lock:
            if key not in self._answers:
                return 0, None
            self._answers.move_to_end(key)
            return self._answers[key]

    def _keep(self, key: K, answer: V) -> V:
        with self._lock:
            self._answers[key] = self._clock.now(), answer
            self._answers.move_to_end(key)
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer
