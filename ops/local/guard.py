"""`python -m ops.local.guard`: ends the children of a parent that was killed.

Its standard input is a pipe that only the parent holds. `+N` on it is a process group that was
started, `-N` one that has ended. When the pipe closes, for whatever reason, what is left must go.
"""

import os
import signal
import sys
import time
from collections.abc import Collection

_PATIENCE = 3.0


def main() -> None:
    """Keep the list until the pipe closes, then end whoever is still on it."""
    groups: set[int] = set()
    for line in sys.stdin:
        change = groups.add if line.startswith("+") else groups.discard
        change(int(line[1:]))
    end(groups)


def end(groups: Collection[int]) -> None:
    """Ask the groups to stop, and after a while stop them."""
    deadline = time.monotonic() + _PATIENCE
    left = [group for group in groups if _send(group, signal.SIGTERM)]
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [group for group in left if _send(group, 0)]
    for group in left:
        _send(group, signal.SIGKILL)


def _send(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main()
