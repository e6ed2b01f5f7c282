"""Publishing a tenant: for operators, never for requests."""

from collections.abc import Iterator

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.attributes import Attribute, number, string
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import IS_NEW, Item, item_of
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import Configuration, read_keys
from chalicelib.adapters.dynamodb.writes import delete, put
from chalicelib.clients.model import Client
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tokens.keys import SigningKey
from chalicelib.upstream.model import Connection

_SAME_VERSION = "#version = :version"


class PublishedMeanwhile(Exception):
    """Somebody else published the same tenant at the same time; publishing again settles it."""


class Publisher:
    """Writes what a document says. Publishing the same once more leaves the same tenant."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def publish(
        self,
        tenant: Tenant,
        connections: tuple[Connection, ...],
        roles: RoleBook,
        clients: tuple[Client, ...],
        keys: tuple[SigningKey, ...],
        document: str,
    ) -> int:
        """Publish a tenant and return its version. Raises PublishedMeanwhile.

        First what is new is added, then the tenant itself changes, then what its document no longer
        has is removed. Stopping in between leaves a tenant that works; publishing again finishes.
        """
        version = self._version(tenant.id)
        wanted = list(_client_items(tenant.id, clients))
        for item in (*_key_items(tenant.id, keys), *wanted):
            self._table.write(put(item))
        configuration = Configuration(tenant=tenant, connections=connections, roles=roles)
        self._replace(configuration, version, document)
        self._remove_others(tenant.id, {item["sk"]["S"] for item in wanted})
        return version + 1

    def keys_of(self, tenant: TenantId) -> tuple[SigningKey, ...]:
        """Every published key of the tenant."""
        partition = places.tenant_partition(tenant)
        return read_keys(list(self._table.query(partition, places.SIGNING_KEYS, consistent=True)))

    def _version(self, tenant: TenantId) -> int:
        """The version that is published now; 0 for none."""
        item = self._table.find(places.config(tenant))
        return int(item["version"]["N"]) if item else 0

    def _replace(self, configuration: Configuration, version: int, document: str) -> None:
        tenant = configuration.tenant.id
        item = item_of(places.config(tenant), configuration)
        item["version"] = number(version + 1)
        history = _item(places.document_version(tenant, version + 1), document=string(document))
        replacement = (
            put(item, _SAME_VERSION, {":version": number(version)})
            if version
            else put(item, IS_NEW)
        )
        if self._table.write_together([replacement, put(history)]):
            raise PublishedMeanwhile(tenant)

    def _remove_others(self, tenant: TenantId, wanted: set[str]) -> None:
        partition = places.tenant_partition(tenant)
        for span in (places.CLIENTS, places.ORIGINS):
            for item in list(self._table.query(partition, span, consistent=True)):
                if item["sk"]["S"] not in wanted:
                    self._table.write(delete({"pk": item["pk"], "sk": item["sk"]}))


def _key_items(tenant: TenantId, keys: tuple[SigningKey, ...]) -> Iterator[Item]:
    return (item_of(places.signing_key(tenant, key.kid), key) for key in keys)


def _client_items(tenant: TenantId, clients: tuple[Client, ...]) -> Iterator[Item]:
    for client in clients:
        yield item_of(places.client(tenant, client.id), client)
    for origin in sorted({origin for client in clients for origin in client.origins}):
        yield _item(places.origin(tenant, origin), origin=string(origin))


def _item(key: Key, **attributes: Attribute) -> Item:
    return {**{name: dict(part) for name, part in key.items()}, **attributes}
