"""What is published for a tenant, read in one query: itself, connections, roles, keys."""

from dataclasses import dataclass, field

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.cache import Bounds, Cache
from chalicelib.adapters.dynamodb.records import Item, read_record
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.ambient import Clock
from chalicelib.identity.roles import RoleBook
from chalicelib.tenancy.model import SLUG, Tenant, TenantId
from chalicelib.tenancy.premises import require_house_of
from chalicelib.tokens.keys import KeyRing, SigningKey
from chalicelib.upstream.model import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the CONFIG item holds."""

    tenant: Tenant
    connections: tuple[Connection, ...] = ()
    roles: RoleBook = field(default_factory=RoleBook)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """One version of the key of refresh tokens, as KMS wrapped it for this tenant."""

    version: int
    wrapped: bytes
    created_at: int


@dataclass(frozen=True, slots=True)
class House:
    """One tenant with everything that every request of its needs."""

    configuration: Configuration
    key_ring: KeyRing
    refresh_keys: tuple[WrappedKey, ...] = ()


class Houses:
    """Finds houses. The ports below share one, so that one query serves them all."""

    def __init__(self, table: Table, clock: Clock, bounds: Bounds | None = None) -> None:
        self._table = table
        self._cache: Cache[TenantId, House] = Cache(clock, bounds)

    def find(self, tenant: TenantId) -> House | None:
        """Return the house, at most a minute old; None for a name that no tenant could have."""
        if not SLUG.fullmatch(tenant):
            return None
        require_house_of(tenant)
        return self._cache.get(tenant, lambda: self._load(tenant))

    def _load(self, tenant: TenantId) -> House | None:
        partition = keys.tenant_partition(tenant)
        # Eventually consistent, at half the price: what is cached for a minute need not be fresher.
        items = list(self._table.query(partition, keys.CONFIGURATION, consistent=False))
        configuration = next((item for item in items if item["sk"]["S"] == "CONFIG"), None)
        if configuration is None:
            return None
        return House(
            configuration=read_record(Configuration, configuration),
            key_ring=KeyRing(read_keys(items)),
            refresh_keys=read_refresh_keys(items),
        )


def read_keys(items: list[Item]) -> tuple[SigningKey, ...]:
    """The signing keys among a tenant's items."""
    return tuple(
        read_record(SigningKey, item) for item in items if item["sk"]["S"].startswith("KEY#")
    )


def read_refresh_keys(items: list[Item]) -> tuple[WrappedKey, ...]:
    """The wrapped keys of refresh tokens among a tenant's items."""
    return tuple(
        read_record(WrappedKey, item) for item in items if item["sk"]["S"].startswith("HMACKEY#")
    )


@dataclass(frozen=True, slots=True)
class DynamoTenants:
    """Keeps the promise of `TenantDirectory`."""

    houses: Houses

    def find(self, slug: str) -> Tenant | None:
        """Return the tenant published under `slug`."""
        house = self.houses.find(TenantId(slug))
        return house.configuration.tenant if house else None


@dataclass(frozen=True, slots=True)
class DynamoConnections:
    """Keeps the promise of `Connections`."""

    houses: Houses

    def all(self, tenant: TenantId) -> tuple[Connection, ...]:
        """Every connection of the tenant."""
        house = self.houses.find(tenant)
        return house.configuration.connections if house else ()


@dataclass(frozen=True, slots=True)
class DynamoRoleBooks:
    """Keeps the promise of `RoleBooks`."""

    houses: Houses

    def of(self, tenant: TenantId) -> RoleBook:
        """The tenant's definitions, defaults and rules."""
        house = self.houses.find(tenant)
        return house.configuration.roles if house else RoleBook()


@dataclass(frozen=True, slots=True)
class DynamoKeyRings:
    """Keeps the promise of `KeyRings`."""

    houses: Houses

    def of(self, tenant: TenantId) -> KeyRing:
        """All keys that the tenant has, or had."""
        house = self.houses.find(tenant)
        return house.key_ring if house else KeyRing(())


@dataclass(frozen=True, slots=True)
class DynamoWrappedKeys:
    """Finds the wrapped keys of refresh tokens."""

    houses: Houses

    def of(self, tenant: TenantId) -> tuple[WrappedKey, ...]:
        """Every version, oldest first."""
        house = self.houses.find(tenant)
        return house.refresh_keys if house else ()
