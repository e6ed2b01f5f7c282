"""How far a long command is, for somebody who watches it."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

_EVERY_STEPS = 50
_EVERY_SECONDS = 1.0


class Progress:
    """Counts steps, and says so now and then on a terminal; nowhere else, and never to a file."""

    def __init__(
        self,
        total: int,
        stream: TextIO | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.done = 0
        self._total = total
        self._stream = stream or sys.stderr
        self._monotonic = monotonic
        self._told_at = monotonic()
        self._is_watched = self._stream.isatty()

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        now = self._monotonic()
        is_due = self.done % _EVERY_STEPS == 0 or now - self._told_at >= _EVERY_SECONDS
        if self._is_watched and is_due and self.done < self._total:
            print(f"{self.done} of {self._total}", file=self._stream, flush=True)
            self._told_at = now
