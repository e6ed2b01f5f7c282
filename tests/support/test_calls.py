"""The counter tells a chain of calls from calls that were made at the same time."""

from types import SimpleNamespace

from tests.support.calls import CallCounter

PUT = SimpleNamespace(name="PutItem")


def test_calls_one_after_the_other_are_deep_and_calls_side_by_side_are_not():
    counter = CallCounter()
    first, second, third = {}, {}, {}
    counter.began(PUT, first)
    counter.began(PUT, second)
    counter.ended(first)
    counter.ended(second)
    assert (counter.calls, counter.depth) == (2, 1)
    counter.began(PUT, third)
    counter.ended(third)
    assert (counter.calls, counter.depth) == (3, 2)
