"""One fetched value: kept while it is fresh, renewed by one thread, believed only for so long."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from vestibule_verifier.clock import Clock, Moment
from vestibule_verifier.errors import Unavailable

T = TypeVar("T")

FIRST_WAIT, LONGEST_WAIT = 2.0, 30.0


class FetchDue(Exception):
    """Something has to be fetched first, and the caller asked not to wait for that."""


@dataclass(frozen=True, slots=True)
class Fresh(Generic[T]):
    """What was fetched. It is used for `soft` seconds without asking again, for `hard` at most."""

    value: T
    soft: float
    hard: float


@dataclass(frozen=True, slots=True)
class _Held(Generic[T]):
    fresh: Fresh[T]
    since: Moment  # before the fetch began: what the answer says may be as old as that


@dataclass(frozen=True, slots=True)
class _Trouble:
    failure: Unavailable
    since: Moment
    wait: float


#: Fetches, given what is held already, however old. Raises Unavailable.
Fetch = Callable[[T | None], Fresh[T]]


class Cell(Generic[T]):
    """Holds one value. Never two fetches at a time, and none right after one that failed.

    After the soft age a value is renewed before it is used. While one thread does so, the others
    go on with what is held; after the hard age nothing is held, and they wait.
    """

    def __init__(self, fetch: Fetch[T], clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lock = Lock()
        self._held: _Held[T] | None = None
        self._trouble: _Trouble | None = None

    def get(self, *, younger_than: float | None = None, may_fetch: bool = True) -> T:
        """Return the value, fetched if need be; `younger_than` asks for a fresher one than usual.

        Raises Unavailable when none is held and none can be had, FetchDue unless `may_fetch`.
        """
        if held := self._within_soft(younger_than):
            return held.fresh.value
        spare = self._within_hard() if younger_than is None else None
        if not may_fetch:
            return self._at_hand(spare)
        if not self._lock.acquire(blocking=spare is None) and spare:
            return spare.fresh.value
        try:
            # Whoever waited may find the work done.
            if self._within_soft(younger_than) is None and not self._remaining_wait():
                self._renew()
            return self._best()
        finally:
            self._lock.release()

    def _at_hand(self, spare: _Held[T] | None) -> T:
        if self._remaining_wait():
            return self._best()
        if spare and self._lock.locked():
            return spare.fresh.value
        raise FetchDue

    def _renew(self) -> None:
        since = self._clock.now()
        known = self._held.fresh.value if self._held else None
        try:
            self._held = _Held(self._fetch(known), since)
            self._trouble = None
        except Unavailable as failure:
            last = self._trouble.wait if self._trouble else FIRST_WAIT / 2
            self._trouble = _Trouble(failure, self._clock.now(), min(2 * last, LONGEST_WAIT))

    def _best(self) -> T:
        if held := self._within_hard():
            return held.fresh.value
        if trouble := self._trouble:
            raise trouble.failure.again(self._remaining_wait())
        raise Unavailable("what was fetched is too old already")

    def _within_soft(self, younger_than: float | None) -> _Held[T] | None:
        held = self._held
        if held is None:
            return None
        soft = held.fresh.soft if younger_than is None else min(held.fresh.soft, younger_than)
        return held if self._clock.now().since(held.since) < min(soft, held.fresh.hard) else None

    def _within_hard(self) -> _Held[T] | None:
        held = self._held
        return held if held and self._clock.now().since(held.since) < held.fresh.hard else None

    def _remaining_wait(self) -> float:
        if (trouble := self._trouble) is None:
            return 0.0
        return max(0.0, trouble.wait - self._clock.now().since(trouble.since))
