"""No process outlives the stack, however the stack ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from tests.local.processes import ROOT


@pytest.fixture
def logs(tmp_path):
    return tmp_path / "logs"


@pytest.fixture(params=[("patient", "forking")], ids="+".join)
def parent(logs, request):
    command = [sys.executable, "-m", "tests.local.a_parent", str(logs), *request.param]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def groups(parent, logs) -> list[int]:
    """The process groups of the children, as soon as all of them are at work."""
    started = [int(pid) for pid in parent.stdout.readline().split()]
    wait_until(lambda: all("waiting" in log.read_text() for log in logs.iterdir()))
    return started


def wait_until(happened: Callable[[], bool], patience: float = 5) -> None:
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_gone(group: int) -> bool:
    """Whether nobody is left; the dead whom nobody has asked about yet are not there either."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True
    )
    rows = (line.split() for line in listed.stdout.splitlines())
    return not any(int(row[0]) == group and not row[1].startswith("Z") for row in rows)


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_being_asked_to_stop_stops_everyone(parent, groups, asked):
    parent.send_signal(asked)
    assert parent.wait(5) == 0
    assert all(map(is_gone, groups))


@pytest.mark.parametrize("parent", [("patient", "deaf")], indirect=True, ids="+".join)
def test_the_deaf_are_stopped_within_five_seconds_too(parent, groups):
    parent.terminate()
    assert parent.wait(5) == 0
    assert all(map(is_gone, groups))


def test_being_asked_twice_changes_nothing(parent, groups):
    parent.terminate()
    parent.terminate()
    assert parent.wait(5) == 0
    assert all(map(is_gone, groups))


def test_a_killed_parent_leaves_nobody_behind(parent, groups):
    parent.kill()
    wait_until(lambda: all(map(is_gone, groups)))


def test_a_crash_of_one_ends_all_and_shows_its_last_words(parent, groups):
    os.kill(groups[0], signal.SIGKILL)
    _, told = parent.communicate(timeout=5)
    assert parent.returncode == 1
    assert told.splitlines() == ["patient ended with status -9:", "  waiting"]
    assert all(map(is_gone, groups))
