"""A stopwatch that stands still while somebody else works."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from time import process_time, thread_time
from typing import Any, TypeVar

T = TypeVar("T")
Handler = Callable[[Mapping[str, Any], Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One event answered: what it asked for, and the CPU seconds that the answer took."""

    method: str
    path: str
    status: int
    seconds: float


class Meter:
    """The entry point, timed: every thread of the process counts, what is `aside` does not."""

    def __init__(self, handler: Handler) -> None:
        self.spans: list[Span] = []
        self._handler = handler
        self._aside = 0.0
        self._lock = Lock()

    def __call__(self, event: Mapping[str, Any], context: Any) -> Mapping[str, Any]:
        """Answer one event and remember what that took."""
        answer, seconds = self.timed(lambda: self._handler(event, context))
        span = Span(
            method=event["httpMethod"],
            path=event["path"],
            status=answer["statusCode"],
            seconds=seconds,
        )
        self.spans.append(span)
        return answer

    def timed(self, act: Callable[[], T]) -> tuple[T, float]:
        """What an act answers, and the CPU seconds that it took."""
        self._aside = 0.0
        with _no_garbage():
            began = process_time()
            answer = act()
            spent = process_time() - began
        return answer, spent - self._aside

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What happens in the block is not the broker's doing."""
        began = thread_time()
        try:
            yield
        finally:
            spent = thread_time() - began
            with self._lock:
                self._aside += spent


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Collect garbage before and after, not meanwhile: nearly all of it is the pretend AWS's."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
