"""What time it is, by two clocks, of which neither is believed alone."""

import time
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment: seconds since 1970, and seconds on a clock that nobody can set."""

    wall: float
    ticks: float

    def since(self, earlier: "Moment") -> float:
        """Seconds since `earlier`, by the clock that says more.

        A wall clock may be set back, and the other one sleeps with a frozen function: in both
        cases what was fetched is older than one of them believes.
        """
        return max(self.wall - earlier.wall, self.ticks - earlier.ticks)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> Moment:
        """Return this moment."""
        ...


class SystemClock:
    """The clocks of this machine."""

    def now(self) -> Moment:
        """Return this moment."""
        return Moment(time.time(), time.monotonic())
