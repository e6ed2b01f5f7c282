"""Ctrl-C and SIGTERM become one exception, raised where it can do no harm."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(BaseException):
    """Somebody asked the stack to stop. Not an Exception: nobody may mistake it for a failure."""


class StopSignals:
    """Listens from its making on."""

    def __init__(self) -> None:
        self._is_held = False
        self._was_asked = False
        for number in _ASKING:
            signal.signal(number, self._hear)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Put the exception off: a process that was started must also have been written down."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
        if self._was_asked:
            raise StopAsked

    def ignore(self) -> None:
        """Stopping has begun: being asked again does not hurry it."""
        for number in _ASKING:
            signal.signal(number, signal.SIG_IGN)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._was_asked = True
        if not self._is_held:
            raise StopAsked
