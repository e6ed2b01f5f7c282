"""What tenants publish, kept in memory."""

from dataclasses import dataclass

from chalicelib.clients.model import Client
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tokens.keys import KeyRing, SigningKey
from chalicelib.upstream.model import Connection
from tests.fakes.memory import Memory, Published


@dataclass(frozen=True)
class MemoryTenants:
    memory: Memory

    def find(self, slug: str) -> Tenant | None:
        published = self.memory.published.get(TenantId(slug))
        return published.tenant if published else None


@dataclass(frozen=True)
class MemoryConnections:
    memory: Memory

    def all(self, tenant: TenantId) -> tuple[Connection, ...]:
        published = self.memory.published.get(tenant)
        return published.connections if published else ()


@dataclass(frozen=True)
class MemoryRoleBooks:
    memory: Memory

    def of(self, tenant: TenantId) -> RoleBook:
        published = self.memory.published.get(tenant)
        return published.roles if published else RoleBook()


@dataclass(frozen=True)
class MemoryKeyRings:
    memory: Memory

    def of(self, tenant: TenantId) -> KeyRing:
        published = self.memory.published.get(tenant)
        return KeyRing(published.keys if published else ())


@dataclass(frozen=True)
class MemoryClients:
    memory: Memory

    def find(self, tenant: TenantId, client_id: str) -> Client | None:
        found = (each for each in self._all(tenant) if each.id == client_id)
        return next(found, None)

    def knows_origin(self, tenant: TenantId, origin: str) -> bool:
        return any(origin in client.origins for client in self._all(tenant))

    def _all(self, tenant: TenantId) -> tuple[Client, ...]:
        published = self.memory.published.get(tenant)
        return published.clients if published else ()


@dataclass(frozen=True)
class MemoryPublisher:
    memory: Memory

    def publish(
        self,
        tenant: Tenant,
        connections: tuple[Connection, ...],
        roles: RoleBook,
        clients: tuple[Client, ...],
        keys: tuple[SigningKey, ...],
        document: str,
    ) -> int:
        with self.memory.lock:
            before = self.memory.published.get(tenant.id)
            kept = {key.kid: key for key in (*keys, *(before.keys if before else ()))}
            published = Published(
                tenant=tenant,
                connections=connections,
                roles=roles,
                clients=clients,
                keys=tuple(kept[kid] for kid in sorted(kept)),
                version=before.version + 1 if before else 1,
            )
            self.memory.published[tenant.id] = published
            return published.version

    def keys_of(self, tenant: TenantId) -> tuple[SigningKey, ...]:
        published = self.memory.published.get(tenant)
        return published.keys if published else ()
