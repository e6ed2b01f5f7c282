"""A stream is read as Lambda reads it: in order, again from what failed, and never stuck."""

import pytest

from ops.local.event_filter import admits
from ops.local.lambda_call import Invoker, Outcome
from ops.local.stream_source import Rules, StreamSource, lambda_record

DONE = Outcome()


def a_record(number: int) -> dict:
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number)}}


class Scene:
    """A source with a function that does as it is told, and a clock that is pushed."""

    def __init__(self, *numbers: int, batch_size: int = 4, tries: int = 3) -> None:
        self.fresh = [a_record(number) for number in numbers]
        self.given: list[list[int]] = []
        self.laid_aside: list[int] = []
        self.bad: set[int] = set()
        self.crash_on: set[int] = set()
        self.now = 100.0
        rules = Rules(patterns=(), batch_size=batch_size, tries=tries)
        self.source = StreamSource(
            self._read, self._invoke, self._lay_aside, rules, lambda: self.now
        )

    def run(self) -> None:
        """Step until nothing is left to do at this time."""
        while self.source.step():
            pass

    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        self.run()

    def _read(self) -> list[dict]:
        fresh, self.fresh = self.fresh, []
        return fresh

    def _invoke(self, records: list[dict]) -> Outcome:
        numbers = [int(each["dynamodb"]["SequenceNumber"]) for each in records]
        self.given.append(numbers)
        if self.crash_on.intersection(numbers):
            return Outcome(crashed=True)
        return Outcome(frozenset(str(one) for one in numbers if one in self.bad))

    def _lay_aside(self, record: dict) -> None:
        self.laid_aside.append(int(record["dynamodb"]["SequenceNumber"]))


def test_records_come_in_order_and_in_batches():
    scene = Scene(1, 2, 3, 4, 5)
    scene.run()
    assert scene.given == [[1, 2, 3, 4], [5]]


def test_what_failed_comes_again_with_all_that_follows_after_a_pause():
    scene = Scene(1, 2, 3)
    scene.bad = {2}
    scene.run()
    assert scene.given == [[1, 2, 3]]
    scene.bad = set()
    scene.pass_time(0.1)
    assert scene.given == [[1, 2, 3]]
    scene.pass_time(0.2)
    assert scene.given == [[1, 2, 3], [2, 3]]


def test_what_fails_every_time_is_laid_aside_and_the_rest_goes_on():
    scene = Scene(1, 2)
    scene.bad = {1}
    for _ in range(4):
        scene.pass_time(10)
    assert scene.laid_aside == [1]
    assert scene.given == [[1, 2], [1, 2], [1, 2], [2]]


def test_the_record_at_which_the_function_crashes_is_found_and_laid_aside_alone():
    scene = Scene(1, 2, 3, 4)
    scene.crash_on = {3}
    for _ in range(4):
        scene.pass_time(10)
    assert scene.laid_aside == [3]
    assert [4] in scene.given
    assert [1, 2] in scene.given


def test_pauses_grow():
    scene = Scene(1, tries=9)
    scene.bad = {1}
    scene.run()
    for pause in (0.2, 0.4, 0.8):
        given = len(scene.given)
        scene.pass_time(pause - 0.01)
        assert len(scene.given) == given
        scene.pass_time(0.02)
        assert len(scene.given) == given + 1


def test_a_crash_is_told_apart_from_a_failure(capfd):
    def crash(_event: object, _context: object) -> None:
        raise ZeroDivisionError

    assert Invoker(crash, "relay")([a_record(1)]) == Outcome(crashed=True)
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_bytes_and_times_become_what_lambda_makes_of_them():
    record = {"dynamodb": {"NewImage": {"bits": {"B": b"\xff"}}}}
    assert lambda_record(record, "arn")["dynamodb"]["NewImage"] == {"bits": {"B": "/w=="}}


@pytest.mark.parametrize(
    ("pattern", "record", "admitted"),
    [
        ({"a": ["x"]}, {"a": "x"}, True),
        ({"a": ["x"]}, {"a": "y"}, False),
        ({"a": [{"prefix": "ID"}]}, {"a": "IDX"}, True),
        ({"a": [{"prefix": "ID"}]}, {}, False),
        ({"a": {"b": [{"exists": True}]}}, {"a": {"b": "0"}}, True),
        ({"a": {"b": [{"exists": True}]}}, {"a": {}}, False),
        ({"a": {"b": [{"exists": False}]}}, {}, True),
    ],
)
def test_filters_are_read_as_lambda_reads_them(pattern, record, admitted):
    assert admits((pattern,), record) is admitted


def test_a_rule_that_is_not_known_is_not_guessed():
    with pytest.raises(NotImplementedError, match="numeric"):
        admits(({"a": [{"numeric": [">", 1]}]},), {"a": 2})
