"""Keys of refresh tokens that nobody had to unwrap."""

from hashlib import sha256

from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.family_ports import RefreshKeyUnavailable
from chalicelib.tokens.refresh_token import RefreshKey


class MemoryRefreshKeys:
    """Keeps the promise of `RefreshKeys`. Each tenant has its own, as many as were made."""

    def __init__(self, versions: int = 1) -> None:
        self.versions = versions
        self.failures = 0

    def current(self, tenant: TenantId) -> RefreshKey:
        self._fail_if_told()
        return _key(tenant, self.versions)

    def find(self, tenant: TenantId, version: int) -> RefreshKey | None:
        self._fail_if_told()
        return _key(tenant, version) if 1 <= version <= self.versions else None

    def _fail_if_told(self) -> None:
        if self.failures:
            self.failures -= 1
            raise RefreshKeyUnavailable("throttled")


def _key(tenant: TenantId, version: int) -> RefreshKey:
    secret = sha256(f"{tenant} {version}".encode()).digest()
    return RefreshKey(version=version, secret=secret)
