"""What someone else publishes: asked for rarely, and kept for a while when they fall silent."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from chalicelib.ambient import Clock
from chalicelib.upstream.model import UpstreamFailed

T = TypeVar("T")

#: For so long the last good answer stands in for a source that fails.
KEPT_SECONDS = 24 * 3600
#: A source that failed is left alone for so long, so that sign-ins do not queue for its timeouts.
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Published(Generic[T]):
    """An answer, and for how many seconds it need not be asked for again."""

    value: T
    fresh_seconds: int


class LastGood(Generic[T]):
    """One published value. Threads that want it at the same time wait for one single request."""

    def __init__(self, ask: Callable[[], Published[T]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._lock = Lock()
        self._held: Published[T] | None = None
        self._answered_at = 0
        self._asked_at = 0
        self._rest_seconds = 0

    def get(self) -> T:
        """The value, fresh or last known good. Raises UpstreamFailed when there is neither."""
        with self._lock:
            # What was asked later than now was asked before the clock was set back.
            rests = self._asked_at <= self._clock.now() < self._asked_at + self._rest_seconds
            if self._held is None or not rests:
                return self._renew().value
            return self._held.value

    def renew(self) -> T:
        """The value, asked for anew even if it is fresh."""
        with self._lock:
            return self._renew().value

    def _renew(self) -> Published[T]:
        now = self._clock.now()
        try:
            found = self._ask()
        except UpstreamFailed:
            if self._held is None or now >= self._answered_at + KEPT_SECONDS:
                raise
            self._asked_at, self._rest_seconds = now, PATIENCE_SECONDS
            return self._held
        self._held, self._answered_at = found, now
        self._asked_at, self._rest_seconds = now, found.fresh_seconds
        return found
