"""Brings tenant documents into the table, where the broker reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from chalicelib.adapters.dynamodb.claimed_key_rings import ClaimedKeyRings
from chalicelib.adapters.dynamodb.client import DynamoClient, dynamodb_client
from chalicelib.adapters.dynamodb.edition import Edition
from chalicelib.adapters.dynamodb.published import PublishedTenants
from chalicelib.adapters.dynamodb.publisher import Publisher
from chalicelib.adapters.dynamodb.status_indexes import DynamoStatusIndexes
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.kms.client import KmsClient, kms_client
from chalicelib.adapters.kms.key_keeper import KmsKeyKeeper, explained
from chalicelib.adapters.kms.secrets import seal
from chalicelib.adapters.system import SystemClock, SystemEntropy
from chalicelib.flows.tenant_document import TenantDocument, read_tenant_document
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import publishing
from chalicelib.tokens.keys import KeyRing
from chalicelib.upstream.model import ConnectionId
from ops.client_places import with_places
from ops.documents import Document, FaultyDocuments
from ops.imprint import hash_of, imprint_of
from ops.references import resolve
from ops.refresh_keys import ensure_refresh_key
from ops.signing_keys import key_rotation, require_signed_algorithms
from ops.stored_size import oversized


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a broker keeps its tenants, and how to get there."""

    table: str
    public_url: str
    secrets_key: str
    dynamodb: DynamoClient = dynamodb_client
    kms: KmsClient = kms_client

    @property
    def settled(self) -> tuple[str, str]:
        """What is written into everything that is published here."""
        return self.public_url, self.secrets_key

    def open_table(self) -> Table:
        """Its table."""
        return Table(self.table, self.dynamodb)

    def open_keeper(self) -> KmsKeyKeeper:
        """Its keeper of signing keys."""
        return KmsKeyKeeper(self.table, self.secrets_key, self.kms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What one publication led to."""

    tenant: str
    version: int
    issuer: str
    connections: tuple[str, ...]
    clients: tuple[str, ...]
    keys: tuple[str, ...]
    unchanged: bool = False  # it was published like this already, and nothing was written


def publish(
    document: Document,
    destination: Destination,
    secrets: Mapping[str, str],
    by: str | None = None,
) -> Published:
    """Publish one document, which `require_sound` has found sound with the same `secrets`.

    Doing it again is harmless. No secret is stored: an upstream's is sealed by KMS for its tenant
    and connection, a client's is hashed. Raises PublishedMeanwhile if somebody else published,
    DomainTaken if its domain is another tenant's, KeyNotReady for a client that wants an algorithm
    which nothing signs with yet, KeyKeeperFailed if KMS does not make a key that is due.
    """
    read = _read(document, destination, secrets)
    if faults := tuple(map(document.place, oversized(read))):
        raise FaultyDocuments(faults)
    with publishing(read.tenant.id):
        return _publish(read, document, destination, secrets, by)


def _publish(
    read: TenantDocument,
    document: Document,
    destination: Destination,
    secrets: Mapping[str, str],
    by: str | None,
) -> Published:
    table, clock, entropy = destination.open_table(), SystemClock(), SystemEntropy()
    publisher, kms = Publisher(table, clock, entropy), destination.kms()
    tenant = read.tenant.id
    claim = publisher.claim(tenant)
    places = DynamoStatusIndexes(table, clock, entropy)
    before = PublishedTenants(table).clients(tenant)
    clients = with_places(read.clients, before, partial(places.claim, tenant))
    rings = ClaimedKeyRings(table, claim)
    ring = rings.load(tenant).ring
    require_signed_algorithms(ring, clients)
    ensure_refresh_key(publisher, kms, destination.secrets_key, tenant, clock.now())
    edition = Edition(
        tenant=read.tenant,
        connections=read.connections,
        roles=read.roles,
        clients=clients,
        document=document.text,
        published_by=by,
        imprint=imprint_of(document, destination.settled, secrets),
    )
    rotate = partial(
        key_rotation(rings, destination.open_keeper(), clock, entropy),
        read.tenant,
        cause=edition.cause,
    )
    if not ring.published:
        rotate()  # a tenant is never seen without keys
    version = publisher.publish(claim, edition)
    # An algorithm that nobody wants any more retires after the clients that wanted it.
    return _published(edition, version, rotate())


def _published(edition: Edition, version: int, ring: KeyRing) -> Published:
    return Published(
        tenant=edition.tenant.id,
        version=version,
        issuer=edition.tenant.issuer,
        connections=tuple(connection.id for connection in edition.connections),
        clients=tuple(client.id for client in edition.clients),
        keys=tuple(key.kid for key in ring.published),
    )


def _read(
    document: Document, destination: Destination, secrets: Mapping[str, str]
) -> TenantDocument:
    tenant = TenantId(str(document.table.get("id")))
    seal_for = partial(seal, destination.kms, destination.secrets_key, tenant)

    def sealed(connection: str, reference: str) -> bytes:
        with explained(f"{tenant}: the secret of connection {connection} could not be sealed"):
            return seal_for(ConnectionId(connection), resolve(reference, secrets))

    return read_tenant_document(
        document.table, destination.public_url, sealed, lambda one: hash_of(one, secrets)
    )
