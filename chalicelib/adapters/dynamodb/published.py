"""What is published, as it was last written: for operators, who look before they change it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.edition import Finished
from chalicelib.adapters.dynamodb.records import Item, find_record, read_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import (
    Configuration,
    WrappedKey,
    read_keys,
    read_refresh_keys,
)
from chalicelib.clients.model import Client
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tokens.keys import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One tenant as it stands."""

    version: int
    configuration: Configuration
    keys: tuple[SigningKey, ...]
    refresh_keys: tuple[WrappedKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedText:
    """One version of a document; when and by whom was not always written down."""

    version: int
    text: str
    published_at: int | None
    published_by: str | None


@dataclass(frozen=True, slots=True)
class PublishedTenants:
    """Reads tenants and writes nothing."""

    table: Table

    def find(self, tenant: TenantId) -> Standing | None:
        """The tenant, None if it was never published."""
        partition = keys.tenant_partition(tenant)
        items = list(self.table.query(partition, keys.CONFIGURATION, consistent=True))
        config = next((item for item in items if item["sk"]["S"] == "CONFIG"), None)
        if config is None:
            return None
        return Standing(
            version=int(config["version"]["N"]),
            configuration=read_record(Configuration, config),
            keys=read_keys(items),
            refresh_keys=read_refresh_keys(items),
        )

    def tenants(self, names: Sequence[TenantId]) -> Iterator[Tenant]:
        """The tenants of these names, as far as there are any."""
        for item in filter(None, self.table.find_all(list(map(keys.config, names)))):
            yield read_record(Configuration, item).tenant

    def finished(self, tenant: TenantId) -> Finished | None:
        """The last publication if it came to its end and nobody began another one."""
        item = self.table.find(keys.publication(tenant))
        return find_record(Finished, item) if item and "record" in item else None

    def clients(self, tenant: TenantId) -> tuple[Client, ...]:
        """Every client of the tenant."""
        partition = keys.tenant_partition(tenant)
        items = self.table.query(partition, keys.CLIENTS, consistent=True)
        return tuple(read_record(Client, item) for item in items)

    def texts(self, tenant: TenantId, first: int, last: int) -> tuple[PublishedText, ...]:
        """Some versions of the document, oldest first."""
        partition = keys.tenant_partition(tenant)
        span = keys.document_versions(first, last)
        return tuple(map(_read_text, self.table.query(partition, span, consistent=True)))


def _read_text(item: Item) -> PublishedText:
    return PublishedText(
        version=int(item["sk"]["S"].removeprefix("VERSION#")),
        text=item["document"]["S"],
        published_at=int(item["published_at"]["N"]) if "published_at" in item else None,
        published_by=item["published_by"]["S"] if "published_by" in item else None,
    )
