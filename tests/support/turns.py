"""Two who use AWS at the same time, in an order that a test decides."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition
from typing import Any, TypeVar

T = TypeVar("T")

_PATIENCE = 20  # seconds; a schedule that hangs is a mistake of the test


class Turns:
    """The first makes `first` calls, the second makes `second`; then the first ends, the second."""

    def __init__(self, first: int, second: int) -> None:
        self._left = [("first", first), ("second", second), ("first", None), ("second", None)]
        self._changed = Condition()

    def began(self, who: str) -> None:
        with self._changed:
            self._skip()
            assert self._changed.wait_for(lambda: self._left[0][0] == who, _PATIENCE), "it hangs"

    def ended(self) -> None:
        with self._changed:
            who, calls = self._left[0]
            if calls is not None:
                self._left[0] = (who, calls - 1)
            self._skip()

    def leave(self, who: str) -> None:
        with self._changed:
            self._left = [turn for turn in self._left if turn[0] != who]
            self._changed.notify_all()

    def _skip(self) -> None:
        while self._left[0][1] == 0:
            del self._left[0]
        self._changed.notify_all()


def taking_turns(
    turns: Turns, first: tuple[Any, Callable[[], T]], second: tuple[Any, Callable[[], T]]
) -> list[Future[T]]:
    """Do both, each with the boto3 client that it uses; what became of them."""

    def run(who: str, client: Any, act: Callable[[], T]) -> T:
        hooks = {
            "before-call": lambda **_: turns.began(who),
            "after-call": lambda **_: turns.ended(),
        }
        for event, hook in hooks.items():
            client.meta.events.register(event, hook)
        try:
            return act()
        finally:
            for event, hook in hooks.items():
                client.meta.events.unregister(event, hook)
            turns.leave(who)

    with ThreadPoolExecutor(2) as threads:
        return [threads.submit(run, "first", *first), threads.submit(run, "second", *second)]
