"""Publishing a tenant: for operators, never for requests."""

from collections.abc import Iterator

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.attributes import Attribute, number, string
from chalicelib.adapters.dynamodb.audit import new_event
from chalicelib.adapters.dynamodb.family_writes import status_sweep_at
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import IS_NEW, Item, item_of, read_record
from chalicelib.adapters.dynamodb.statuses import new_status, set_status
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import (
    Configuration,
    WrappedKey,
    read_keys,
    read_refresh_keys,
)
from chalicelib.adapters.dynamodb.writes import Write, delete, put
from chalicelib.ambient import Clock, Entropy
from chalicelib.clients.model import Client
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.audit import Audited, AuditEvent
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tenancy.status import Status
from chalicelib.tokens.keys import SigningKey
from chalicelib.upstream.model import Connection

_SAME_VERSION = "#version = :version"


class PublishedMeanwhile(Exception):
    """Somebody else published the same tenant at the same time; publishing again settles it."""


class Publisher:
    """Writes what a document says. Publishing the same once more leaves the same tenant."""

    def __init__(self, table: Table, clock: Clock, entropy: Entropy) -> None:
        self._table = table
        self._clock = clock
        self._entropy = entropy

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

        What APIs are told of a client follows it: one that was removed is revoked.

        First what is new is added, then the tenant itself changes, then what its document no longer
        has is removed. Stopping in between leaves a tenant that works; publishing again finishes.
        """
        version = self._version(tenant.id)
        wanted = list(_client_items(tenant.id, clients))
        for write in (*_new_keys(tenant.id, keys), *map(put, wanted)):
            self._table.write(write)
        configuration = Configuration(tenant=tenant, connections=connections, roles=roles)
        self._replace(configuration, version, document)
        for client in clients:
            self._tell_status(tenant.id, client)
        self._remove_others(tenant.id, {item["sk"]["S"] for item in wanted})
        return version + 1

    def clients_of(self, tenant: TenantId) -> tuple[Client, ...]:
        """Every published client of the tenant."""
        partition = places.tenant_partition(tenant)
        items = self._table.query(partition, places.CLIENTS, consistent=True)
        return tuple(read_record(Client, item) for item in items)

    def refresh_keys_of(self, tenant: TenantId) -> tuple[WrappedKey, ...]:
        """Every version of the key of refresh tokens."""
        partition = places.tenant_partition(tenant)
        return read_refresh_keys(
            list(self._table.query(partition, places.REFRESH_KEYS, consistent=True))
        )

    def add_refresh_key(self, tenant: TenantId, key: WrappedKey) -> None:
        """Keep a new version. Does nothing if somebody else has made that version."""
        self._table.write(put(item_of(places.refresh_key(tenant, key.version), key), IS_NEW))

    def _tell_status(self, tenant: TenantId, client: Client) -> None:
        """Suspend a client that is switched off; write nothing of one that never was."""
        if client.status is None:
            return
        place = places.status(tenant, client.status.list, client.status.index)
        if client.disabled or self._table.find(place) is not None:
            status = Status.SUSPENDED if client.disabled else Status.VALID
            set_status(self._table, tenant, client.status, status, None)

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
        listed = put(_item(places.directory_entry(tenant)))
        if self._table.write_together([replacement, put(history), listed]):
            raise PublishedMeanwhile(tenant)

    def _remove_others(self, tenant: TenantId, wanted: set[str]) -> None:
        partition = places.tenant_partition(tenant)
        for span in (places.CLIENTS, places.ORIGINS):
            for item in list(self._table.query(partition, span, consistent=True)):
                if item["sk"]["S"] not in wanted:
                    self._remove(tenant, item)

    def _remove(self, tenant: TenantId, item: Item) -> None:
        writes = [delete({"pk": item["pk"], "sk": item["sk"]})]
        if "record" in item:
            client, now = read_record(Client, item), self._clock.now()
            if client.status is not None:
                sweep_at = status_sweep_at(now)
                writes.append(new_status(tenant, client.status, Status.INVALID, sweep_at))
            writes.append(new_event(tenant, self._removed(client, now)))
        self._table.write_together(writes)

    def _removed(self, client: Client, now: int) -> AuditEvent:
        return AuditEvent(
            id=self._entropy.token(),
            at=now,
            event=Audited.CLIENT_REMOVED,
            actor="operator",
            object=client.id,
        )


def _new_keys(tenant: TenantId, keys: tuple[SigningKey, ...]) -> Iterator[Write]:
    """Keys that are there already have moved on since they were read: rotation moves them."""
    return (put(item_of(places.signing_key(tenant, key.kid), key), IS_NEW) for key in keys)


def _client_items(tenant: TenantId, clients: tuple[Client, ...]) -> Iterator[Item]:
    for client in clients:
        yield item_of(places.client(tenant, client.id), client)
    for origin in sorted({origin for client in clients for origin in client.origins}):
        yield _item(places.origin(tenant, origin), origin=string(origin))


def _item(key: Key, **attributes: Attribute) -> Item:
    return {**{name: dict(part) for name, part in key.items()}, **attributes}
