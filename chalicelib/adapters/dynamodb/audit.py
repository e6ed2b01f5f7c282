"""The audit trail: lines that are written in the transaction of what they record."""

from datetime import UTC, datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.records import item_of
from chalicelib.adapters.dynamodb.writes import Write, put
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId

#: How long a line is kept, in seconds: thirteen months, so that a year can be looked back on.
KEPT = 400 * 24 * 3600


def new_event(tenant: TenantId, event: AuditEvent) -> Write:
    """Write one line."""
    at = datetime.fromtimestamp(event.at, UTC)
    key = keys.audit_event(tenant, f"{at:%Y%m%d}", f"{at:%H%M%S}#{event.id}")
    return put(item_of(key, event, event.at + KEPT))
