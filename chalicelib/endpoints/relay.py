"""The stream's end: what happened in the table reaches those who must learn of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.ambient import Journal
from chalicelib.endpoints.batches import Answer, Context, Event, Handler, answer_with_failures
from chalicelib.endpoints.refusals import OUTAGES
from chalicelib.tenancy.premises import FenceViolation, in_house_of
from chalicelib.tokens.changes import Change, StatusChanged

#: Reads a stream's records: each change with the sequence number of its record.
ReadChanges = Callable[[Sequence[Any]], list[tuple[str, Change]]]
HandleChanges = Callable[[Sequence[Change]], None]


@dataclass(frozen=True, slots=True)
class _Group:
    """Changes that are handled in one go, and the sequence number of the first."""

    first: str
    changes: list[Change]


def relay_handler(read_changes: ReadChanges, handle: HandleChanges, journal: Journal) -> Handler:
    """Build the function behind the table's stream. `handle` may be given the same change again.

    An outage that befalls one change, of a tenant whose key is disabled say, keeps no other from
    being handled. Lambda then brings the batch again, from the first that could not be handled.
    """

    def relay(event: Event, context: Context) -> Answer:
        journal.correlate(context.aws_request_id)
        failed = [
            group.first for group in _grouped(read_changes(event["Records"])) if not is_done(group)
        ]
        return answer_with_failures(*failed[:1])

    def is_done(group: _Group) -> bool:
        tenant = group.changes[0].tenant
        try:
            with in_house_of(tenant):
                handle(group.changes)
        except FenceViolation as violation:
            journal.note("fence_violation", tenant=tenant, reason=str(violation))
            return False
        except OUTAGES as outage:
            journal.note(
                "relay_failed",
                tenant=tenant,
                change=type(group.changes[0]).__name__,
                reason=str(outage),
            )
            return False
        return True

    return relay


def _grouped(numbered: Iterable[tuple[str, Change]]) -> Iterator[_Group]:
    """All changes of one status list together: it is published once; everything else alone."""
    groups: dict[object, _Group] = {}
    for number, change in numbered:
        groups.setdefault(_belongs_to(number, change), _Group(number, [])).changes.append(change)
    yield from groups.values()


def _belongs_to(number: str, change: Change) -> object:
    if isinstance(change, StatusChanged):
        return change.tenant, change.place.list
    return number
