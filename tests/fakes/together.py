"""Calls that belong together, one after the other."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def in_turn(*calls: Callable[[], T]) -> list[T]:
    """Keep the promise of `Together`: every call is made, then the first failure is raised."""
    results: list[T] = []
    failures: list[Exception] = []
    for call in calls:
        try:
            results.append(call())
        except Exception as failure:  # noqa: BLE001 - it is raised when all have ended
            failures.append(failure)
    if failures:
        raise failures[0]
    return results
