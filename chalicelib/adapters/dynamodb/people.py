"""The people of a tenant, found by who vouches for them."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.records import find_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.identity.link import Known
from chalicelib.identity.model import Identity, IdentityKey, User
from chalicelib.tenancy.model import TenantId


class DynamoPeople:
    """Keeps the promise of `People`: two reads, one after the other."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def find(self, tenant: TenantId, key: IdentityKey) -> Known | None:
        """Return the identity and its user; None for a subject that never signed in here."""
        identity = find_record(Identity, self._table.find(keys.identity(tenant, key)))
        if identity is None:
            return None
        user = find_record(User, self._table.find(keys.user(tenant, identity.user_id)))
        return None if user is None else Known(identity, user)
