"""Which tenants there are, without a scan."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.tenancy.model import TenantId


@dataclass(frozen=True, slots=True)
class DynamoTenantNames:
    """Keeps the promise of `TenantNames`: one query, whose pages hold thousands of names."""

    table: Table

    def all(self) -> Iterator[TenantId]:
        """Every tenant that was published since the directory is kept."""
        partition = keys.directory_partition()
        for item in self.table.query(partition, keys.TENANTS, consistent=False):
            yield TenantId(item["sk"]["S"])
