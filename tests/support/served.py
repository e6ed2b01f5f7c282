"""The whole stack as a child process, as an operator would start it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from ops.local.addresses import Addresses, WrongPort

ROOT = Path(__file__).parents[2]
Stack = dict[str, Any]

_LOWEST, _HIGHEST, _BLOCK = 20_000, 32_000, 10
_taken = count()


def free_addresses() -> Addresses:
    """A block of ports that nobody listens on.

    Taken from below the range in which the kernel puts outgoing connections, and begun elsewhere
    by each process, so that tests side by side do not reach for the same one.
    """
    blocks = range(_LOWEST, _HIGHEST, _BLOCK)
    first = os.getpid() * 7 + next(_taken)
    for offset in range(len(blocks)):
        addresses = Addresses(blocks[(first + offset) % len(blocks)])
        try:
            addresses.require_free()
        except WrongPort:
            continue
        return addresses
    raise AssertionError("every port is taken")


@contextmanager
def started(
    home: Path, command: str, **environment: str
) -> Iterator[tuple[subprocess.Popen[str], Addresses]]:
    """`python -m ops.local command` on free ports, its words readable from its pipes."""
    addresses = free_addresses()
    variables = {"PORT": str(addresses.port), "VESTIBULE_HOME": str(home), **environment}
    with subprocess.Popen(
        [sys.executable, "-m", "ops.local", command],
        cwd=ROOT,
        env={**os.environ, **variables},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process, addresses
        finally:
            process.terminate()
            process.communicate(timeout=10)


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    """The public URL that the stack says it can be used at."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("ready "):
            return line.removeprefix("ready ").strip()
    assert process.stderr is not None
    raise AssertionError(process.stderr.read())
