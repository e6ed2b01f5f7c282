"""What publishing a document would do. Looks, and changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.adapters.dynamodb.edition import Imprint
from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.published import PublishedTenants, Standing
from chalicelib.clients.model import Client
from chalicelib.flows.tenant_document import TenantDocument
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tokens.keys import USUAL_ALGORITHM
from ops.consequences import Consequence, consequences
from ops.differences import Difference, differences
from ops.documents import Document
from ops.imprint import has_fingerprint, hash_of
from ops.publish import Destination
from ops.references import UnresolvedReference, resolve, written_references
from ops.secretless import read_without_secrets
from ops.signing_keys import not_signed_yet, unsigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Of one tenant: what changes, what breaks, and what could not be found out."""

    tenant: str
    issuer: str
    version: int  # that is published now; 0 for a tenant that is new
    differences: tuple[Difference, ...]
    consequences: tuple[Consequence, ...]
    unknown: tuple[str, ...]
    other_text: bool  # the document is spelt differently
    unfinished: bool  # publishing it broke off, or an earlier release published it

    @property
    def is_empty(self) -> bool:
        """Whether publishing would change nothing."""
        return not (self.differences or self.other_text or self.unfinished)


@dataclass(frozen=True, slots=True)
class _Secrets:
    """Of which things the secret is another one, ends, or cannot be compared."""

    other: set[str]
    ended: set[str]
    unknown: list[str]


def make_plan(document: Document, destination: Destination, secrets: Mapping[str, str]) -> Plan:
    """Compare a sound document with what is published."""
    after = read_without_secrets(document.table, destination.public_url)
    with in_house_of(after.tenant.id):
        return _compare(document, after, destination, secrets)


def _compare(
    document: Document,
    after: TenantDocument,
    destination: Destination,
    secrets: Mapping[str, str],
) -> Plan:
    published = PublishedTenants(destination.open_table())
    tenant = after.tenant.id
    standing, finished = published.find(tenant), published.finished(tenant)
    if standing is None:
        return _plan_of_new(after)
    before = _document_of(standing, published.clients(tenant))
    imprint = finished.imprint if finished else Imprint()
    compared = _compare_secrets(document, before.clients, imprint, secrets)
    (text,) = published.texts(tenant, standing.version, standing.version) or (None,)
    return Plan(
        tenant=tenant,
        issuer=after.tenant.issuer,
        version=standing.version,
        differences=differences(before, after, frozenset(compared.other)),
        consequences=(
            *_refusals(destination, after),
            *consequences(before, after, frozenset(compared.ended)),
        ),
        unknown=tuple(compared.unknown),
        other_text=text is None or text.text.rstrip() != document.text.rstrip(),
        unfinished=finished is None,
    )


def _refusals(destination: Destination, after: TenantDocument) -> tuple[Consequence, ...]:
    """What no document says: that it comes before the keys that its clients want."""
    if all(client.id_token_signed_response_alg == USUAL_ALGORITHM for client in after.clients):
        return ()
    ring = DynamoKeyRingStore(destination.open_table()).load(after.tenant.id).ring
    return tuple(
        Consequence(
            thing=f"client {client.id}", told=f"APPLY WILL REFUSE THIS: {not_signed_yet(client)}"
        )
        for client in unsigned(ring, after.clients)
    )


def _plan_of_new(after: TenantDocument) -> Plan:
    return Plan(
        tenant=after.tenant.id,
        issuer=after.tenant.issuer,
        version=0,
        differences=differences(None, after, frozenset()),
        consequences=(),
        unknown=(),
        other_text=True,
        unfinished=False,
    )


def _document_of(standing: Standing, clients: tuple[Client, ...]) -> TenantDocument:
    configuration = standing.configuration
    return TenantDocument(
        tenant=configuration.tenant,
        connections=configuration.connections,
        roles=configuration.roles,
        clients=clients,
    )


def _compare_secrets(
    document: Document,
    clients: tuple[Client, ...],
    imprint: Imprint,
    secrets: Mapping[str, str],
) -> _Secrets:
    found = _Secrets(set(), set(), [])
    live = {client.id: set(client.secret_hashes) for client in clients}
    for one in _tables(document, "clients"):
        if one["id"] in live:
            _compare_client(one, live[one["id"]], secrets, found)
    for one in _tables(document, "connections"):
        if one["id"] in imprint.fingerprints:
            _compare_connection(one, imprint.fingerprints[one["id"]], secrets, found)
    return found


def _compare_client(
    section: Mapping[str, str], live: set[str], secrets: Mapping[str, str], found: _Secrets
) -> None:
    thing = f"client {section['id']}"
    try:
        references = map(str, written_references(section))
        new = {each for reference in references for each in hash_of(reference, secrets)}
    except UnresolvedReference as error:
        found.unknown.append(_cannot_tell(thing, error))
        return
    if new != live:
        found.other.add(thing)
    if new and live - new:
        found.ended.add(section["id"])


def _compare_connection(
    section: Mapping[str, str], fingerprint: str, secrets: Mapping[str, str], found: _Secrets
) -> None:
    thing = f"connection {section['id']}"
    try:
        if not has_fingerprint(resolve(section["client_secret"], secrets), fingerprint):
            found.other.add(thing)
    except UnresolvedReference as error:
        found.unknown.append(_cannot_tell(thing, error))


def _cannot_tell(thing: str, error: UnresolvedReference) -> str:
    return f"{thing}: whether client_secret changes cannot be told here: {error}"


def _tables(document: Document, name: str) -> list[Mapping[str, str]]:
    found = document.table.get(name, [])
    return found if isinstance(found, list) else []
