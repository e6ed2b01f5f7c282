"""The real clock, dice and threads keep what `ambient` promises."""

import re
import threading
import time
from contextvars import ContextVar

import pytest

from chalicelib.adapters.system import SystemClock, SystemEntropy, Threads

request_name: ContextVar[str] = ContextVar("request_name")


def test_the_clock_tells_whole_seconds(tmp_path):
    assert abs(SystemClock().now() - tmp_path.stat().st_ctime) <= 2
    assert isinstance(SystemClock().now(), int)


def test_a_token_has_43_characters_and_never_comes_twice():
    drawn = {SystemEntropy().token() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in drawn)


def test_calls_run_at_the_same_time_and_answer_in_their_order():
    meeting = threading.Barrier(3, timeout=5)

    def call(answer: int):
        meeting.wait()  # nobody gets further unless all three are running
        return answer

    together = Threads()
    assert together(lambda: call(1), lambda: call(2), lambda: call(3)) == [1, 2, 3]
    assert together() == []


def test_a_single_call_stays_on_its_thread():
    assert Threads()(threading.get_ident) == [threading.get_ident()]


def test_the_first_failure_is_raised_after_everything_ended():
    ended = []

    def slow():
        time.sleep(0.05)
        ended.append("slow")

    def fail(name: str):
        raise LookupError(name)

    with pytest.raises(LookupError, match="first"):
        Threads()(lambda: fail("first"), slow, lambda: fail("second"))
    assert ended == ["slow"]
    with pytest.raises(LookupError, match="second"):
        Threads()(slow, lambda: fail("second"))


def test_every_call_sees_the_context_of_its_caller_and_leaves_it_alone():
    request_name.set("mine")

    def rename() -> str:
        seen = request_name.get()
        request_name.set("theirs")
        return seen

    assert Threads()(lambda: None, rename, rename) == [None, "mine", "mine"]
    assert request_name.get() == "mine"
