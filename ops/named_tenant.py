"""The tenant that a command names."""

from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import TenantDirectory
from ops.report import Refused


class NoSuchTenant(Refused):
    """Nobody of that name was ever published."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"there is no tenant {slug!r}")


def get_tenant(tenants: TenantDirectory, slug: str) -> Tenant:
    """The tenant. Raises NoSuchTenant."""
    tenant = tenants.find(slug)
    if tenant is None:
        raise NoSuchTenant(slug)
    return tenant
