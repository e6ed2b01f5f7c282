"""The pretend providers' own clock and dice: the only place here that takes time and chance."""

import secrets
import time
from collections.abc import Callable

Clock = Callable[[], int]


def system_clock() -> int:
    """Seconds since the epoch."""
    return int(time.time())


def pause(seconds: float) -> None:
    """Keep the caller waiting; only this one request's thread sleeps."""
    time.sleep(seconds)


def unguessable(prefix: str = "") -> str:
    """A credential nobody can guess, dressed as the provider dresses its own."""
    return prefix + secrets.token_urlsafe(32)
