"""What every step asks of the world: time, chance, a journal, and doing two things at once."""

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time. Core code never reads the machine's clock itself."""

    def now(self) -> int:
        """Whole seconds since the Unix epoch, as JWTs and expiry times use them."""
        ...


class Entropy(Protocol):
    """Draws secrets and identifiers."""

    def token(self) -> str:
        """256 unpredictable bits as 43 characters of unpadded base64url."""
        ...


class Journal(Protocol):
    """Keeps what operators read and clients never see."""

    def correlate(self, request_id: str | None) -> None:
        """Name the request whose events follow, on this thread."""
        ...

    def note(self, event: str, **facts: object) -> None:
        """Write one line. `facts` hold no secret, token, code or e-mail address."""
        ...


class Together(Protocol):
    """Does independent calls at the same time, so that a request waits for the slowest only."""

    def __call__(self, *calls: Callable[[], T]) -> list[T]:
        """Return the results in the order of `calls`; a failure is raised after all have ended."""
        ...
