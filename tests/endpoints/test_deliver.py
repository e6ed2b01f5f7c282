"""What Lambda is told of a batch from the queue: each message that must come again."""

from types import SimpleNamespace

import pytest

from chalicelib.endpoints.deliver import deliver_handler
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.premises import FenceViolation
from tests.fakes.journal import Notes


class NotReached(Exception):
    """A client that does not answer."""


def run(deliver, *bodies: str, remaining=lambda: 50_000, notes=None) -> list[str]:
    handler = deliver_handler(deliver, (NotReached,), notes or Notes())
    records = [{"messageId": f"id-{at}", "body": body} for at, body in enumerate(bodies)]
    context = SimpleNamespace(
        aws_request_id="an-invocation", get_remaining_time_in_millis=remaining
    )
    answer = handler({"Records": records}, context)
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


@pytest.mark.parametrize("failure", [NotReached("no"), StorageUnavailable("no")])
def test_what_was_not_delivered_comes_again_and_nothing_else(failure):
    delivered, notes = [], Notes()

    def deliver(body: str) -> None:
        if body == "b":
            raise failure
        delivered.append(body)

    assert run(deliver, "a", "b", "c", notes=notes) == ["id-1"]
    assert delivered == ["a", "c"]
    assert notes.events() == ["delivery_failed"]


def test_what_there_is_no_time_for_comes_again_untouched():
    delivered: list[str] = []
    times = iter([30_000, 9_000, 8_000])
    assert run(delivered.append, "a", "b", "c", remaining=times.__next__) == ["id-1", "id-2"]
    assert delivered == ["a"]


def test_a_mistake_of_ours_is_not_taken_for_a_failed_delivery():
    def deliver(_: str) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(deliver, "a")


def test_a_message_that_reached_next_door_comes_again_and_is_told_by_name():
    notes = Notes()

    def deliver(_: str) -> None:
        raise FenceViolation("the work for acme asked for get_item in T#globex")

    assert run(deliver, "a", notes=notes) == ["id-0"]
    assert notes.events() == ["fence_violation"]
