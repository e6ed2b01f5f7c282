"""Where the command line meets the signing keys of one tenant."""

from dataclasses import dataclass

from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.tenant_names import DynamoTenantNames
from chalicelib.adapters.dynamodb.tenants import DynamoTenants, Houses
from chalicelib.adapters.kms.key_keeper import KmsKeyKeeper
from chalicelib.adapters.system import SystemClock, SystemEntropy
from chalicelib.flows.rotate_keys import RotateKeys
from chalicelib.tenancy.model import KeyTier, Tenant, TenantId
from chalicelib.tenancy.ports import TenantDirectory, TenantNames
from chalicelib.tenancy.premises import surveying
from chalicelib.tokens.keys import KeyRing, KeyStage, SigningKey
from ops.named_tenant import get_tenant
from ops.publish import Destination
from ops.report import Refused
from ops.signing_keys import key_rotation

_SHORTEST_KID = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysDesk:
    """The keys of a broker's tenants, and what may be done about them."""

    tenants: TenantDirectory
    names: TenantNames
    rings: DynamoKeyRingStore
    keeper: KmsKeyKeeper
    rotate: RotateKeys

    def tenant(self, slug: str) -> Tenant:
        """The tenant. Raises Refused."""
        return get_tenant(self.tenants, slug)

    def ring(self, tenant: Tenant) -> KeyRing:
        """Its keys as they are now."""
        return self.rings.load(tenant.id).ring

    def signing(self, tenant: Tenant) -> tuple[SigningKey, ...]:
        """The keys that sign now."""
        return tuple(k for k in self.ring(tenant).keys if k.stage is KeyStage.CURRENT)

    def believers(self, key: SigningKey, *, but: Tenant) -> tuple[TenantId, ...]:
        """Other tenants that still believe what a shared key signed. Looks at every tenant."""
        if key.tier is not KeyTier.SHARED:
            return ()
        with surveying():
            others = (tenant for tenant in self.names.all() if tenant != but.id)
            return tuple(one for one in others if self.rings.load(one).ring.find(key.kid))

    def key(self, tenant: Tenant, kid: str) -> SigningKey:
        """The key that an id, or the beginning of one, names. Raises Refused."""
        keys = self.ring(tenant).keys
        found = [key for key in keys if key.kid == kid or _begins(key.kid, kid)]
        if len(found) != 1:
            raise Refused(f"{kid!r} names {len(found) or 'none'} of the keys of {tenant.id}")
        return found[0]


def open_keys_desk(destination: Destination) -> KeysDesk:
    """The signing keys of a broker."""
    table, clock, keeper = destination.open_table(), SystemClock(), destination.open_keeper()
    rings = DynamoKeyRingStore(table)
    return KeysDesk(
        tenants=DynamoTenants(Houses(table, clock)),
        names=DynamoTenantNames(table),
        rings=rings,
        keeper=keeper,
        rotate=key_rotation(rings, keeper, clock, SystemEntropy()),
    )


def _begins(kid: str, beginning: str) -> bool:
    return len(beginning) >= _SHORTEST_KID and kid.startswith(beginning)
