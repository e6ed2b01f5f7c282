"""Who stands behind an access token."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.records import find_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.identity.model import User
from chalicelib.resource_servers.ports import Holder
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.code import AuthorizationCode


class DynamoHolders:
    """Keeps the promise of `Holders`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, tenant: TenantId, user_id: str, grant_id: str) -> Holder:
        """Return user and grant in one round trip."""
        user, grant = self._table.find_together(
            keys.user(tenant, user_id), keys.code(tenant, grant_id)
        )
        return Holder(find_record(User, user), find_record(AuthorizationCode, grant))
