"""The clock's end: what is done for every tenant now and then, one failing or not."""

from collections.abc import Callable
from typing import Any, NoReturn

from chalicelib.ambient import Journal
from chalicelib.endpoints.batches import Context
from chalicelib.endpoints.refusals import OUTAGES
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tenancy.ports import TenantDirectory, TenantNames
from chalicelib.tenancy.premises import FenceViolation, in_house_of
from chalicelib.tokens.key_ports import KeyKeeperFailed

ScheduledHandler = Callable[[Context], None]


class RotationIncomplete(Exception):
    """Some tenants' keys could not be looked after. Lambda counts it, and an alarm tells."""


def rotate_handler(
    names: TenantNames, tenants: TenantDirectory, rotate: Callable[[Tenant], Any], journal: Journal
) -> ScheduledHandler:
    """Build the function behind the clock. What failed is due again the next time."""

    def rotate_all(context: Context) -> None:
        journal.correlate(context.aws_request_id)
        failed = [name for name in names.all() if not is_done(name)]
        if failed:
            give_up(failed)

    def is_done(name: TenantId) -> bool:
        try:
            with in_house_of(name):
                tenant = tenants.find(name)
                if tenant is not None:
                    rotate(tenant)
        except (*OUTAGES, KeyKeeperFailed) as failure:
            journal.note("rotation_failed", tenant=name, reason=str(failure))
            return False
        except FenceViolation as violation:
            journal.note("fence_violation", tenant=name, reason=str(violation))
            return False
        return True

    return rotate_all


def give_up(failed: list[TenantId]) -> NoReturn:
    """Say whose keys are to be looked at."""
    raise RotationIncomplete(f"{len(failed)} tenants, {', '.join(failed[:10])} among them")
