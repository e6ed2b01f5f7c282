"""The queue's end: each message is delivered on its own, and comes again until it was."""

from collections.abc import Callable

from chalicelib.ambient import Journal
from chalicelib.endpoints.batches import Answer, Context, Event, Handler, answer_with_failures
from chalicelib.endpoints.refusals import OUTAGES
from chalicelib.tenancy.premises import FenceViolation

#: More than one delivery may take. What is begun with less left could be cut off half way.
_ENOUGH_MILLISECONDS = 12_000


def deliver_handler(
    deliver: Callable[[str], None], failures: tuple[type[Exception], ...], journal: Journal
) -> Handler:
    """Build the function behind the queue. One of `failures`, or an outage, is tried again later.

    The queue brings what failed again by itself, and lays it aside after its last try.
    """
    passing: tuple[type[Exception], ...] = (*OUTAGES, *failures)

    def deliver_batch(event: Event, context: Context) -> Answer:
        journal.correlate(context.aws_request_id)
        failed = [
            record["messageId"]
            for record in event["Records"]
            if context.get_remaining_time_in_millis() < _ENOUGH_MILLISECONDS
            or not is_delivered(record["body"])
        ]
        return answer_with_failures(*failed)

    def is_delivered(body: str) -> bool:
        try:
            deliver(body)
        except FenceViolation as violation:
            journal.note("fence_violation", reason=str(violation))
            return False
        except passing as failure:
            journal.note("delivery_failed", reason=str(failure))
            return False
        return True

    return deliver_batch
