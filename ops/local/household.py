"""A tenant as the local stack sees it: the document, and what only this stack may know."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib.clients.model import Client
from chalicelib.flows.tenant_document import TenantDocument
from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.model import Connection, ConnectionId
from ops.documents import Document
from ops.local.development_secrets import DevelopmentSecrets
from ops.local.people import load_people
from ops.local.pretend.world import Person
from ops.references import resolve, written_references
from ops.secretless import read_without_secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """One tenant with its people, its secrets in the open."""

    document: TenantDocument
    people: Mapping[ConnectionId, tuple[Person, ...]]
    connection_secrets: Mapping[ConnectionId, str]
    client_secrets: Mapping[str, str]  # by client id; a public client has none

    @property
    def id(self) -> TenantId:
        """The tenant's id."""
        return self.document.tenant.id

    @property
    def issuer(self) -> str:
        """The tenant's issuer."""
        return self.document.tenant.issuer

    @property
    def connections(self) -> tuple[Connection, ...]:
        """The tenant's connections, in the document's order."""
        return self.document.connections

    @property
    def clients(self) -> tuple[Client, ...]:
        """The tenant's clients, in the document's order."""
        return self.document.clients

    def callback(self, connection: Connection) -> str:
        """The redirect URI that the tenant's admin registers with the provider."""
        return f"{self.issuer}/callback/{connection.id}"


def read_household(source: Document, public_url: str, secrets: DevelopmentSecrets) -> Household:
    """The household of a sound document; its people are described beside it."""
    table: Mapping[str, Any] = source.table
    folder = Path(source.file).parent
    document = read_without_secrets(table, public_url)
    return Household(
        document=document,
        people={
            connection.id: load_people(
                folder, document.tenant.id, connection.id, connection.kind.value
            )
            for connection in document.connections
        },
        connection_secrets={
            ConnectionId(one): secret for one, secret in _opened(table, "connections", secrets)
        },
        client_secrets=dict(_opened(table, "clients", secrets)),
    )


def _opened(
    table: Mapping[str, Any], of: str, secrets: DevelopmentSecrets
) -> list[tuple[str, str]]:
    return [
        (one["id"], resolve(str(written_references(one)[0]), secrets))
        for one in table.get(of, ())
        if "client_secret" in one
    ]
