"""A clock that moves when told to."""

NOON = 1_750_000_000


class FrozenClock:
    """Keeps the promise of `Clock`; the test says what time it is."""

    def __init__(self, now: int = NOON) -> None:
        self._now = now

    def now(self) -> int:
        return self._now

    def advance(self, seconds: int) -> None:
        self._now += seconds
