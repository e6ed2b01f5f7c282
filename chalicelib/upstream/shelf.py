"""A bounded shelf of things that are made once per name and then shared by every thread."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """Makes a thing when it is first asked for; past `room`, the one longest unused makes way."""

    def __init__(self, make: Callable[[str], T], room: int = 256) -> None:
        self._make = make
        self._room = room
        self._kept: OrderedDict[str, T] = OrderedDict()
        self._lock = Lock()

    def of(self, name: str) -> T:
        """The one thing of this name. `make` must be quick: others wait for it."""
        with self._lock:
            if name not in self._kept:
                self._kept[name] = self._make(name)
                if len(self._kept) > self._room:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(name)
            return self._kept[name]
