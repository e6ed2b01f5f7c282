"""What a process remembers: for a while, within bounds, and asked for by one thread at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from chalicelib.adapters.dynamodb.cache import Bounds, Cache
from tests.fakes.clock import FrozenClock


class Source:
    """Where answers come from; counts how often it was asked."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def load(self, key: str):
        self.asked.append(key)
        return self.answers.get(key)


@pytest.fixture
def clock():
    return FrozenClock()


def test_an_answer_is_remembered_for_a_minute(clock):
    source, cache = Source(a="1"), Cache(clock)
    for seconds in (0, 59):
        clock.advance(seconds)
        assert cache.get("a", lambda: source.load("a")) == "1"
    source.answers["a"] = "2"
    clock.advance(1)
    assert cache.get("a", lambda: source.load("a")) == "2"
    assert source.asked == ["a", "a"]


@pytest.mark.parametrize("seconds", [-7200, -1, 7200])
def test_whichever_way_the_clock_is_set_nothing_is_remembered_for_longer(clock, seconds):
    source, cache = Source(a="withdrawn"), Cache(clock)
    cache.get("a", lambda: source.load("a"))
    clock.advance(seconds)
    source.answers["a"] = "fresh"
    assert cache.get("a", lambda: source.load("a")) == "fresh"


def test_that_there_is_nothing_is_remembered_for_ten_seconds(clock):
    source, cache = Source(), Cache(clock)
    for seconds in (0, 9, 1):
        clock.advance(seconds)
        assert cache.get("a", lambda: source.load("a")) is None
    assert source.asked == ["a", "a"]


def test_the_least_recently_used_is_forgotten_first(clock):
    source, cache = Source(a="1", b="2", c="3"), Cache(clock, Bounds(most=2))
    for key in ("a", "b", "a", "c", "a", "b"):
        cache.get(key, lambda key=key: source.load(key))
    assert source.asked == ["a", "b", "c", "b"]


def test_asking_for_what_does_not_exist_makes_nothing_else_forgotten(clock):
    source, cache = Source(a="1"), Cache(clock, Bounds(most=2))
    cache.get("a", lambda: source.load("a"))
    for number in range(100):
        cache.get(f"nobody-{number}", lambda: None)
    cache.get("a", lambda: source.load("a"))
    assert source.asked == ["a"]


def test_many_threads_that_want_the_same_ask_once(clock):
    source, cache, start = Source(a="1"), Cache(clock), Barrier(8)

    def get(_: int) -> str | None:
        start.wait()
        return cache.get("a", lambda: source.load("a"))

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(get, range(8))) == ["1"] * 8
    assert source.asked == ["a"]


def test_a_slow_answer_holds_up_only_those_who_want_it(clock):
    cache, slow = Cache(clock), Event()

    def wait() -> str:
        assert slow.wait(10)
        return "slow"

    with ThreadPoolExecutor(2) as threads:
        waiting = threads.submit(cache.get, "a", wait)
        assert threads.submit(cache.get, "b", lambda: "quick").result(10) == "quick"
        slow.set()
        assert waiting.result(10) == "slow"


def test_a_failure_is_raised_and_not_remembered(clock):
    cache = Cache(clock)

    def fail() -> str:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        cache.get("a", fail)
    assert cache.get("a", lambda: "1") == "1"
