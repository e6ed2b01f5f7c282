"""Publishing a tenant: for operators, never for requests."""

from collections.abc import Iterator

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.attributes import Attribute, number, string
from chalicelib.adapters.dynamodb.audit import new_event
from chalicelib.adapters.dynamodb.domains import move_domain
from chalicelib.adapters.dynamodb.edition import Edition, Finished
from chalicelib.adapters.dynamodb.family_writes import status_sweep_at
from chalicelib.adapters.dynamodb.fence import Claim, Fence
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.records import IS_NEW, Item, item_of, read_record
from chalicelib.adapters.dynamodb.statuses import change_status, new_status, read_status
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import (
    Configuration,
    WrappedKey,
    read_refresh_keys,
)
from chalicelib.adapters.dynamodb.writes import Write, delete, put
from chalicelib.ambient import Clock, Entropy
from chalicelib.clients.model import Client
from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status

_SAME_VERSION = "#version = :version"


class Publisher:
    """Writes what a document says. Publishing the same once more leaves the same tenant."""

    def __init__(self, table: Table, clock: Clock, entropy: Entropy) -> None:
        self._table = table
        self._clock = clock
        self._entropy = entropy

    def claim(self, tenant: TenantId) -> Claim:
        """Become the one who publishes the tenant; whoever was about to, is told and stops.

        What is read of the tenant from now on cannot be changed by others unnoticed.
        """
        claim = Claim(tenant, self._entropy.token())
        Fence(self._table, claim).claim()
        return claim

    def publish(self, claim: Claim, edition: Edition) -> int:
        """Publish a tenant and return its version. Raises PublishedMeanwhile, DomainTaken.

        What APIs are told of a client follows it: one that was removed is revoked.

        First what is new is added, then the tenant itself changes, then what its document no longer
        has is removed; of a tenant that is not large all this happens at once. Stopping in between
        leaves a tenant that works; publishing again finishes.
        """
        fence, before = Fence(self._table, claim), self._table.find(places.config(claim.tenant))
        version = int(before["version"]["N"]) + 1 if before else 1
        clients = list(_client_items(claim.tenant, edition.clients))
        fence.write(
            [
                *([put(item)] for item in clients),
                self._replacement(edition, version) + _domain_writes(edition, before),
                *self._removals(edition, {item["sk"]["S"] for item in clients}),
            ]
        )
        self._tell_statuses(fence, claim.tenant, edition.clients)
        fence.finish(Finished(version=version, imprint=edition.imprint))
        return version

    def refresh_keys_of(self, tenant: TenantId) -> tuple[WrappedKey, ...]:
        """Every version of the key of refresh tokens."""
        partition = places.tenant_partition(tenant)
        return read_refresh_keys(
            list(self._table.query(partition, places.REFRESH_KEYS, consistent=True))
        )

    def add_refresh_key(self, tenant: TenantId, key: WrappedKey) -> None:
        """Keep a new version. Does nothing if somebody else has made that version."""
        self._table.write(put(item_of(places.refresh_key(tenant, key.version), key), IS_NEW))

    def _replacement(self, edition: Edition, version: int) -> list[Write]:
        """The tenant itself, and the line of its history."""
        tenant = edition.tenant.id
        configuration = Configuration(
            tenant=edition.tenant, connections=edition.connections, roles=edition.roles
        )
        item = item_of(places.config(tenant), configuration) | {"version": number(version)}
        before = {":version": number(version - 1)}
        history = _item(
            places.document_version(tenant, version),
            document=string(edition.document),
            published_at=number(self._clock.now()),
        )
        if edition.published_by:
            history["published_by"] = string(edition.published_by)
        replaced = put(item, _SAME_VERSION, before) if version > 1 else put(item, IS_NEW)
        listed = put(_item(places.directory_entry(tenant)))
        return [replaced, put(history), listed]

    def _removals(self, edition: Edition, wanted: set[str]) -> Iterator[list[Write]]:
        """The removal of everything that is not wanted any more, thing by thing."""
        partition = places.tenant_partition(edition.tenant.id)
        for span in (places.CLIENTS, places.ORIGINS):
            for item in self._table.query(partition, span, consistent=True):
                if item["sk"]["S"] not in wanted:
                    yield self._removal(edition, item)

    def _removal(self, edition: Edition, item: Item) -> list[Write]:
        writes = [delete({"pk": item["pk"], "sk": item["sk"]})]
        if "record" in item:
            client, tenant = read_record(Client, item), edition.tenant.id
            if client.status is not None:
                sweep_at = status_sweep_at(self._clock.now())
                writes.append(new_status(tenant, client.status, Status.INVALID, sweep_at))
            event = Audited.CLIENT_REMOVED
            line = edition.cause.line(event, self._clock, self._entropy, thing=client.id)
            writes.append(new_event(tenant, line))
        return writes

    def _tell_statuses(self, fence: Fence, tenant: TenantId, clients: tuple[Client, ...]) -> None:
        """Suspend clients that are switched off; write nothing of one that never was."""
        having = [(client, client.status) for client in clients if client.status is not None]
        asked = [places.status(tenant, place.list, place.index) for _, place in having]
        for (client, place), item in zip(having, self._table.find_all(asked), strict=True):
            before = Status.VALID if item is None else read_status(item)
            status = Status.SUSPENDED if client.disabled else Status.VALID
            if status is not before:
                fence.attempt(change_status(tenant, place, status))


def _domain_writes(edition: Edition, before: Item | None) -> list[Write]:
    """The tenant's own domain, in the transaction of the tenant itself."""
    old = read_record(Configuration, before).tenant.domain if before else None
    return move_domain(edition.tenant.id, old, edition.tenant.domain)


def _client_items(tenant: TenantId, clients: tuple[Client, ...]) -> Iterator[Item]:
    for client in clients:
        yield item_of(places.client(tenant, client.id), client)
    for origin in sorted({origin for client in clients for origin in client.origins}):
        yield _item(places.origin(tenant, origin), origin=string(origin))


def _item(key: Key, **attributes: Attribute) -> Item:
    return {**{name: dict(part) for name, part in key.items()}, **attributes}
