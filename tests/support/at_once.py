"""Many threads, let go together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")

MANY = 16


def at_once(call: Callable[[int], T], many: int = MANY) -> list[T]:
    """Call from many threads, all let go at the same moment."""
    start = Barrier(many)

    def run(number: int) -> T:
        start.wait()
        return call(number)

    with ThreadPoolExecutor(many) as threads:
        return list(threads.map(run, range(many)))
