"""The stack's processes: started, waited for, watched, and stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from ops.local.signals import StopSignals

_START_PATIENCE = 30.0
_STOP_PATIENCE = 3.5
_TAIL = 20


class ChildFailed(Exception):
    """A child ended unasked, or never answered; the message ends with its last words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One process, leader of a group of its own, so that a terminal's Ctrl-C is not sent to it."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"  {line}" for line in lines[-_TAIL:])


class Children:
    """All of them. Leaving the context stops every one, whatever the reason for leaving."""

    def __init__(self, logs: Path, signals: StopSignals) -> None:
        self._logs = logs
        self._signals = signals
        self._children: list[Child] = []
        logs.mkdir(parents=True, exist_ok=True)
        with signals.held():
            self._guard = _start_guard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._signals.ignore()
        self._stop()

    def start(self, name: str, command: list[str], environment: Mapping[str, str]) -> Child:
        """Run `python command...` with its output in the log `name`."""
        log = self._logs / f"{name}.log"
        with self._signals.held(), log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, *command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            child = Child(name=name, process=process, log=log)
            self._children.append(child)
            self._tell_guard(f"+{process.pid}")
        return child

    def wait_for(self, child: Child, url: str) -> None:
        """Return as soon as `url` answers anything; raises ChildFailed."""
        deadline = time.monotonic() + _START_PATIENCE
        while not _answers(url):
            self.check()
            if time.monotonic() > deadline:
                raise ChildFailed(f"{child.name} does not answer:\n{child.last_words()}")
            time.sleep(0.05)

    def watch(self) -> None:
        """Wait for as long as all of them run; raises ChildFailed."""
        while True:
            self.check()
            time.sleep(0.25)

    def check(self) -> None:
        """Raise ChildFailed if one of them has ended."""
        for child in self._children:
            if (status := child.process.poll()) is not None:
                raise ChildFailed(f"{child.name} ended with status {status}:\n{child.last_words()}")

    def _stop(self) -> None:
        for child in self._children:
            child.process.terminate()
        deadline = time.monotonic() + _STOP_PATIENCE
        for child in self._children:
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, deadline - time.monotonic()))
            # What the leader left behind, and the leader itself if it is deaf.
            with suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
            self._tell_guard(f"-{child.process.pid}")
        self._guard.communicate()

    def _tell_guard(self, line: str) -> None:
        # A guard that was killed must not keep the stack from stopping.
        pipe = self._guard.stdin
        with suppress(BrokenPipeError):
            if pipe is not None:
                pipe.write(f"{line}\n".encode())
                pipe.flush()


def _start_guard() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "ops.local.guard"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


def _answers(url: str) -> bool:
    try:
        build_opener(ProxyHandler({})).open(url, timeout=2).close()
    except HTTPError as error:
        error.close()
        return error.code < 500
    except (URLError, OSError):
        return False
    return True
