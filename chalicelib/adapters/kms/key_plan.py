"""How a signing key that KMS keeps is named and tagged."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.tenancy.model import KeyTier, TenantId

# The functions may sign with no key that lacks it.
_FOR_SIGNING = {"vestibule:purpose": "signing"}
# No tenant is called like that (a slug has no underscore), so no tenant's own key is found there.
_SHARED = "_shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlan:
    """A key that may have to be made. The alias leads to the newest one of the plan."""

    alias: str
    algorithm: str
    description: str
    tags: Mapping[str, str]
    tier: KeyTier


def dedicated_key(broker: str, tenant: TenantId, algorithm: str) -> KeyPlan:
    """A key of one tenant alone."""
    return KeyPlan(
        alias=f"alias/{broker}/{tenant}/{algorithm}",
        algorithm=algorithm,
        description=f"{broker}: signs the tokens of {tenant} ({algorithm})",
        tags={**_FOR_SIGNING, "vestibule:tenant": tenant},
        tier=KeyTier.DEDICATED,
    )


def shared_key(broker: str, algorithm: str) -> KeyPlan:
    """A key of every tenant that shares. By its tag the rotation is kept from disabling it."""
    return KeyPlan(
        alias=f"alias/{broker}/{_SHARED}/{algorithm}",
        algorithm=algorithm,
        description=f"{broker}: signs the tokens of tenants that share it ({algorithm})",
        tags={**_FOR_SIGNING, "vestibule:tier": KeyTier.SHARED},
        tier=KeyTier.SHARED,
    )
