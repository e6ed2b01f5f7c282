"""Users with a certain address, for tenants that join identities by it."""

from itertools import islice

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.directory import DynamoDirectory
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.identity.join import Namesake
from chalicelib.tenancy.model import TenantId

#: Beyond so many nobody is told from anybody: a sign-in's cost must not grow with its people.
_MOST = 8


class DynamoNamesakes:
    """Keeps the promise of `Namesakes`."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._directory = DynamoDirectory(table)

    def of(self, tenant: TenantId, address: str) -> tuple[Namesake, ...]:
        """Everybody with this address, proven or not; nobody when there are absurdly many."""
        partition = keys.email_partition(tenant, address)
        listed = self._table.query(partition, keys.EVERYTHING, consistent=True, limit=_MOST + 1)
        ids = [item["sk"]["S"].removeprefix("USER#") for item in islice(listed, _MOST + 1)]
        if len(ids) > _MOST:
            return ()
        found = (self._directory.find(tenant, each) for each in ids)
        users = [user for user in found if user is not None and user.email_verified]
        return tuple(
            Namesake(user, self._directory.identities_of(tenant, user.id)) for user in users
        )
