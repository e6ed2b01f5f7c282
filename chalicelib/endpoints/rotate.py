"""The clock's end: what is done for every tenant now and then, one failing or not."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, NoReturn

from chalicelib.ambient import Journal
from chalicelib.endpoints.batches import Context
from chalicelib.endpoints.refusals import OUTAGES
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tenancy.ports import TenantDirectory, TenantNames
from chalicelib.tenancy.premises import FenceViolation, in_house_of
from chalicelib.tokens.key_ports import KeyKeeperFailed

ScheduledHandler = Callable[[Context], None]

_UNFORESEEN = "an error that the end of this invocation tells of"
_FENCED = "its turn led into another tenant's house"


class RotationIncomplete(Exception):
    """Some tenants' keys could not be looked after. Lambda counts it, and an alarm tells."""


def rotate_handler(
    names: TenantNames, tenants: TenantDirectory, rotate: Callable[[Tenant], Any], journal: Journal
) -> ScheduledHandler:
    """Build the function behind the clock. What failed is due again the next time."""

    def rotate_all(context: Context) -> None:
        journal.correlate(context.aws_request_id)
        failed: list[TenantId] = []
        # What nobody foresaw of one tenant ends the function, but after everybody's turn.
        with ExitStack() as turns:
            for name in names.all():
                turns.callback(take_turn, name, failed)
        if failed:
            give_up(failed)

    def take_turn(name: TenantId, failed: list[TenantId]) -> None:
        reason = _UNFORESEEN
        try:
            reason = _look_after(name, tenants, rotate, journal)
        finally:
            if reason:
                journal.note("rotation_failed", tenant=name, reason=reason)
                failed.append(name)

    return rotate_all


def _look_after(
    name: TenantId, tenants: TenantDirectory, rotate: Callable[[Tenant], Any], journal: Journal
) -> str:
    """One tenant's turn, in its own house: why it failed, nothing if it did not."""
    try:
        with in_house_of(name):
            tenant = tenants.find(name)
            if tenant is not None:
                rotate(tenant)
    except (*OUTAGES, KeyKeeperFailed) as failure:
        return str(failure)
    except FenceViolation as violation:
        journal.note("fence_violation", tenant=name, reason=str(violation))
        return _FENCED
    return ""


def give_up(failed: list[TenantId]) -> NoReturn:
    """Say whose keys are to be looked at."""
    raise RotationIncomplete(f"{len(failed)} tenants, {', '.join(failed[:10])} among them")
