"""What an operator changes about people, each change together with its line in the trail."""

from collections.abc import Sequence

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import number, string
from chalicelib.adapters.dynamodb.audit import new_event
from chalicelib.adapters.dynamodb.erasure import erase_belongings
from chalicelib.adapters.dynamodb.records import EXISTS
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write, delete, update
from chalicelib.identity.address import folded
from chalicelib.identity.model import User
from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId

_IS_DISABLED = "attribute_exists(#record.#disabled_at)"
_MAY_SIGN_IN = f"{EXISTS} AND attribute_not_exists(#record.#disabled_at)"
_SAME_ROLES = f"{EXISTS} AND #record.#roles_version = :known_version"
_GRANT = "SET #record.#roles_granted = :roles, #record.#roles_version = :version"
_DISABLE = "SET #record.#disabled_at = :now"
_ENABLE = "REMOVE #record.#disabled_at"


class DynamoPeopleChanges:
    """Keeps the promise of `PeopleChanges`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def grant_roles(
        self, tenant: TenantId, user: User, roles: Sequence[str], why: AuditEvent
    ) -> bool:
        """Let these be the granted roles, if the person's roles are still those of `user`."""
        values = {
            ":roles": {"L": [string(role) for role in roles]},
            ":version": number(user.roles_version + 1),
            ":known_version": number(user.roles_version),
        }
        return self._write(
            tenant, why, update(keys.user(tenant, user.id), _GRANT, _SAME_ROLES, values)
        )

    def disable(self, tenant: TenantId, user_id: str, why: AuditEvent) -> bool:
        """Keep somebody out who is not kept out yet."""
        now = {":now": number(why.at)}
        return self._write(
            tenant, why, update(keys.user(tenant, user_id), _DISABLE, _MAY_SIGN_IN, now)
        )

    def enable(self, tenant: TenantId, user_id: str, why: AuditEvent) -> bool:
        """Let somebody in again who was disabled."""
        return self._write(
            tenant, why, update(keys.user(tenant, user_id), _ENABLE, _IS_DISABLED, {})
        )

    def erase(self, tenant: TenantId, user: User, why: AuditEvent) -> bool:
        """Remove everything of somebody who is disabled; the person and how to find them last."""
        erase_belongings(self._table, tenant, user.id)
        places = [keys.person(tenant, user.created_at, user.id)]
        if user.email is not None:
            places.append(keys.email_of_user(tenant, user.email, user.id))
            if user.email_verified and (address := folded(user.email)):
                # Only who proved the address: else anybody could have others' invitations ended.
                places.append(keys.invitation(tenant, address))
        person = delete(keys.user(tenant, user.id), _IS_DISABLED)
        return self._write(tenant, why, person, *map(delete, places))

    def _write(self, tenant: TenantId, why: AuditEvent, *writes: Write) -> bool:
        return not self._table.write_together([*writes, new_event(tenant, why)])
