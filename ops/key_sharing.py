"""What withdrawing a shared key means for the other tenants that have it."""

from collections.abc import Iterator

from chalicelib.tenancy.model import Tenant, TenantId
from chalicelib.tokens.keys import SigningKey
from ops.keys_desk import KeysDesk

Elsewhere = tuple[tuple[SigningKey, tuple[TenantId, ...]], ...]


def also_at(desk: KeysDesk, tenant: Tenant, keys: tuple[SigningKey, ...]) -> Elsewhere:
    """Which of the keys others believe as well, and who."""
    found = ((key, desk.believers(key, but=tenant)) for key in keys)
    return tuple((key, tenants) for key, tenants in found if tenants)


def lines_of_sharing(elsewhere: Elsewhere) -> Iterator[str]:
    """What is left to do about them: nobody does it by itself."""
    for key, tenants in elsewhere:
        yield f"{key.kid} is shared: others go on with it until it is withdrawn there as well:"
        yield from (
            f"  vestibule keys rotate {tenant} --now --key={key.kid} --yes" for tenant in tenants
        )
        yield f"  and in the end: aws kms disable-key --key-id {key.kms_key_id}"
