"""Invitations: one item for each address, gone when it is used."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import number, string
from chalicelib.adapters.dynamodb.audit import new_event
from chalicelib.adapters.dynamodb.records import EXISTS, find_record, item_of, read_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write, delete, put
from chalicelib.identity.invitation import Invitation
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId

_IS_THE_SAME = f"{EXISTS} AND #record.#id = :id"
_IS_OPEN = f"{_IS_THE_SAME} AND #record.#expires_at > :now"


class DynamoInvitations:
    """Keeps the promises of `Invitations` and `OpenInvitations`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, tenant: TenantId, address: str) -> Invitation | None:
        """Return the invitation for an address, which may have expired."""
        return find_record(Invitation, self._table.find(keys.invitation(tenant, address)))

    def all(self, tenant: TenantId) -> tuple[Invitation, ...]:
        """Every invitation that was neither used nor revoked."""
        partition = keys.invitations_partition(tenant)
        found = self._table.query(partition, keys.INVITATIONS, consistent=True)
        return tuple(read_record(Invitation, item) for item in found)

    def put(self, tenant: TenantId, invitation: Invitation, why: AuditEvent) -> None:
        """Keep an invitation, instead of another one for the same address."""
        key = keys.invitation(tenant, invitation.email)
        kept = put(item_of(key, invitation, invitation.expires_at))
        self._table.write_together([kept, new_event(tenant, why)])

    def revoke(self, tenant: TenantId, invitation: Invitation, why: AuditEvent) -> bool:
        """Forget an invitation; False if it was used, revoked or replaced meanwhile."""
        key, values = keys.invitation(tenant, invitation.email), {":id": string(invitation.id)}
        forgotten = delete(key, _IS_THE_SAME, values)
        return not self._table.write_together([forgotten, new_event(tenant, why)])


def used_invitation(tenant: TenantId, invitation: Invitation, now: int) -> Write:
    """Use an invitation up, if nobody else has and it is still open."""
    values = {":id": string(invitation.id), ":now": number(now)}
    return delete(keys.invitation(tenant, invitation.email), _IS_OPEN, values)
