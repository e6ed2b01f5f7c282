"""Cells by name, as many as were used last."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from vestibule_verifier.cell import Cell

T = TypeVar("T")


class Shelf(Generic[T]):
    """One cell for each name, at most `most` of them: memory does not grow with what is asked."""

    def __init__(self, make: Callable[[str], Cell[T]], most: int) -> None:
        self._make = make
        self._most = most
        self._lock = Lock()
        self._cells: OrderedDict[str, Cell[T]] = OrderedDict()

    def cell(self, name: str) -> Cell[T]:
        """The cell of this name, made if need be; the one unused for longest goes."""
        with self._lock:
            if name not in self._cells:
                self._cells[name] = self._make(name)
            self._cells.move_to_end(name)
            while len(self._cells) > self._most:
                self._cells.popitem(last=False)
            return self._cells[name]

    def __len__(self) -> int:
        return len(self._cells)
