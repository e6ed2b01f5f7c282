"""What is published of a tenant at once, and what is remembered of having published it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.clients.model import Client
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.audit import Cause
from chalicelib.tenancy.model import Tenant
from chalicelib.upstream.model import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Tells whether publishing a document again would change anything."""

    digest: str = ""  # of all that it says, but for the secrets of upstream providers
    fingerprints: Mapping[str, str] = field(default_factory=dict)  # of those, by connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A whole tenant, and the text that says so. Its keys take turns by themselves."""

    tenant: Tenant
    connections: tuple[Connection, ...]
    roles: RoleBook
    clients: tuple[Client, ...]
    document: str
    published_by: str | None = None
    imprint: Imprint = field(default_factory=Imprint)

    @property
    def cause(self) -> Cause:
        """Who publishes it, as the audit trail says it."""
        return Cause(f"operator:{self.published_by}" if self.published_by else "operator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The last publication that left nothing undone; there is none while somebody publishes."""

    version: int
    imprint: Imprint
