"""What a sign-in leads to, written in one transaction."""

from chalicelib.adapters.dynamodb.codes import listed_code, new_code
from chalicelib.adapters.dynamodb.persons import person_writes
from chalicelib.adapters.dynamodb.sessions import longer_session, new_session
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.identity.link import Settlement
from chalicelib.identity.model import Session
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.code import AuthorizationCode
from chalicelib.tokens.ports import IdentityTaken, SessionEnded


class DynamoSignIns:
    """Keeps the promise of `SignIns`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def open(
        self,
        tenant: TenantId,
        settlement: Settlement,
        session: Session,
        code: AuthorizationCode | None,
    ) -> None:
        """Write the person's records if new or changed, their session, the code if any.

        Raises IdentityTaken when the records are no longer what the settlement was made from.
        """
        writes = [*person_writes(tenant, settlement), *new_session(tenant, session)]
        if code is not None:
            writes += [new_code(tenant, code), listed_code(tenant, code)]
        if self._table.write_together(writes):
            raise IdentityTaken

    def extend(
        self, tenant: TenantId, session: Session, code: AuthorizationCode, idle_expires_at: int
    ) -> None:
        """Write a code from a live session, which remembers the client and stays awake."""
        longer = longer_session(
            tenant, session, code.client_id, idle_expires_at, now=code.issued_at
        )
        writes = [longer, new_code(tenant, code), listed_code(tenant, code)]
        if self._table.write_together(writes):
            raise SessionEnded
