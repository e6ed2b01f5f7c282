"""The real clock, the real dice and real threads."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context
from functools import partial
from threading import Lock
from typing import TypeVar

T = TypeVar("T")


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        """Whole seconds since the Unix epoch."""
        return int(time.time())


class SystemEntropy:
    """The operating system's randomness."""

    def token(self) -> str:
        """256 unpredictable bits as 43 characters of unpadded base64url."""
        return secrets.token_urlsafe(32)


class Threads:
    """Does independent calls at the same time: the first on the caller's thread, the others beside.

    Threads are started by the first request that needs one, so that a process which is frozen or
    forked right after its start takes none along.
    """

    def __init__(self, most: int = 16) -> None:
        self._most = most
        self._started: ThreadPoolExecutor | None = None
        self._starting = Lock()

    def __call__(self, *calls: Callable[[], T]) -> list[T]:
        """Return the results in the order of `calls`; raise the first failure after all ended."""
        if len(calls) < 2:
            return [call() for call in calls]
        # Each thread gets its own copy of the caller's context: a context can be entered once.
        beside = [self._pool().submit(partial(copy_context().run, call)) for call in calls[1:]]
        try:
            first = calls[0]()
        finally:
            wait(beside)
        return [first, *(future.result() for future in beside)]

    def _pool(self) -> ThreadPoolExecutor:
        with self._starting:
            if self._started is None:
                self._started = ThreadPoolExecutor(self._most, thread_name_prefix="together")
            return self._started
