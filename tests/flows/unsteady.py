"""Families in the middle of whose writes other things happen, or that fail."""

from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from chalicelib.tenancy.ports import StorageUnavailable

Step = Callable[[], None]


class Trouble(Enum):
    """How one request fails."""

    NONE = auto()
    SIGNER = auto()
    REFUSED = auto()  # storage did not do it
    LOST = auto()  # storage did it, and did not say so


class Unsteady:
    """Families in the middle of whose next write something happens, or that fail at it."""

    def __init__(self, families: Any) -> None:
        self.families = families
        self.meanwhile: Step | None = None
        self.trouble = Trouble.NONE

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.families, name)
        return self._unsteadily(method) if name in {"open", "use"} else method

    def settle(self) -> None:
        self.meanwhile, self.trouble = None, Trouble.NONE

    def _unsteadily(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def write(*arguments: Any) -> Any:
            meanwhile, trouble = self.meanwhile, self.trouble
            self.settle()
            if meanwhile is not None:
                meanwhile()
            if trouble is Trouble.REFUSED:
                raise StorageUnavailable("throttled")
            result = method(*arguments)
            if trouble is Trouble.LOST:
                raise StorageUnavailable("its answer was lost")
            return result

        return write
