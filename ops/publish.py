"""Brings tenant documents into the table, where the broker reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from chalicelib.adapters.dynamodb.client import DynamoClient, dynamodb_client
from chalicelib.adapters.dynamodb.publisher import Publisher
from chalicelib.adapters.dynamodb.status_indexes import DynamoStatusIndexes
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.kms.client import KmsClient, kms_client
from chalicelib.adapters.kms.secrets import seal
from chalicelib.adapters.system import SystemClock, SystemEntropy
from chalicelib.flows.end_session import Cause
from chalicelib.flows.tenant_document import TenantDocument, read_tenant_document
from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.model import ConnectionId
from ops.client_places import with_places
from ops.documents import Document
from ops.references import resolve
from ops.refresh_keys import ensure_refresh_key
from ops.signing_keys import key_rotation, require_signed_algorithms

_BY_OPERATOR = Cause("operator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a broker keeps its tenants, and how to get there."""

    table: str
    public_url: str
    secrets_key: str
    dynamodb: DynamoClient = dynamodb_client
    kms: KmsClient = kms_client

    def open_table(self) -> Table:
        """Its table."""
        return Table(self.table, self.dynamodb)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What one publication led to."""

    tenant: str
    version: int
    issuer: str
    connections: tuple[str, ...]
    clients: tuple[str, ...]
    keys: tuple[str, ...]


def publish(document: Document, destination: Destination, environ: Mapping[str, str]) -> Published:
    """Publish one document, which `require_sound` has found sound with the same `environ`.

    Doing it again is harmless. No secret is stored: an upstream's is sealed by KMS for its tenant
    and connection, a client's is hashed. Raises PublishedMeanwhile if somebody else published,
    KeyNotReady for a client that wants an algorithm which nothing signs with yet.
    """
    read = _read(document, destination, environ)
    table, clock, entropy = destination.open_table(), SystemClock(), SystemEntropy()
    publisher = Publisher(table, clock, entropy)
    tenant = read.tenant.id
    places = DynamoStatusIndexes(table, clock, entropy)
    clients = with_places(read.clients, publisher.clients_of(tenant), partial(places.claim, tenant))
    ensure_refresh_key(publisher, destination.kms(), destination.secrets_key, tenant, clock.now())
    rotate = key_rotation(table, destination.table, destination.kms, clock, entropy)
    require_signed_algorithms(publisher.keys_of(tenant), clients)
    keys = rotate(read.tenant, cause=_BY_OPERATOR).published
    version = publisher.publish(
        read.tenant, read.connections, read.roles, clients, keys, document.text
    )
    return Published(
        tenant=tenant,
        version=version,
        issuer=read.tenant.issuer,
        connections=tuple(connection.id for connection in read.connections),
        clients=tuple(client.id for client in read.clients),
        keys=tuple(key.kid for key in keys),
    )


def _read(
    document: Document, destination: Destination, environ: Mapping[str, str]
) -> TenantDocument:
    seal_for = partial(
        seal, destination.kms, destination.secrets_key, TenantId(str(document.table.get("id")))
    )

    def sealed(connection: str, reference: str) -> bytes:
        return seal_for(ConnectionId(connection), resolve(reference, environ))

    def hashes(reference: str) -> tuple[str, ...]:
        return (sha256(resolve(reference, environ).encode()).hexdigest(),)

    return read_tenant_document(document.table, destination.public_url, sealed, hashes)
