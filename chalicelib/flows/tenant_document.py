"""A whole tenant document -> everything that is published of it, or every fault found in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.clients.document import SecretHashes, read_clients
from chalicelib.clients.model import Client
from chalicelib.identity.document import read_roles, with_rule_claims
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.document import read_tenant
from chalicelib.tenancy.fault_order import in_document_order
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.section import Fault, InvalidDocument, Section
from chalicelib.upstream.document import Seal, read_connections
from chalicelib.upstream.model import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantDocument:
    """What one document says."""

    tenant: Tenant
    connections: tuple[Connection, ...]
    roles: RoleBook
    clients: tuple[Client, ...]


def read_tenant_document(
    table: Mapping[str, object],
    public_url: str,
    seal: Seal,
    hashes: SecretHashes,
    section: Callable[[Mapping[str, object], str, list[Fault]], Section] = Section,
) -> TenantDocument:
    """Read the document of one tenant. Raises InvalidDocument with all faults, in its order.

    `seal` and `hashes` turn references to secrets into what is stored of them; `section` reads
    the tables.
    """
    faults: list[Fault] = []
    document = section(table, "", faults)
    tenant = read_tenant(document, public_url)
    connections = read_connections(document, seal)
    roles = read_roles(document, connections)
    clients = read_clients(document, tenant, hashes)
    document.done()
    if faults:
        raise InvalidDocument(in_document_order(table, faults))
    return TenantDocument(
        tenant=tenant,
        connections=with_rule_claims(connections, roles),
        roles=roles,
        clients=clients,
    )
