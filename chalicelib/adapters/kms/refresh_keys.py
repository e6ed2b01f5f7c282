"""The keys of refresh tokens: kept wrapped by KMS, unwrapped once in a process."""

from collections import OrderedDict
from threading import Lock
from typing import Protocol

from chalicelib.adapters.kms.client import KmsClient, kms_client
from chalicelib.adapters.kms.failure import KmsFailure, explain
from chalicelib.ambient import Clock
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.family_ports import RefreshKeyUnavailable
from chalicelib.tokens.refresh_token import RefreshKey

_MOST_OPEN = 256
#: Other processes may not know a new version for as long as they remember the configuration.
_SETTLES_AFTER = 120


class WrappedKey(Protocol):
    """One version, as it is kept."""

    @property
    def version(self) -> int: ...
    @property
    def wrapped(self) -> bytes: ...
    @property
    def created_at(self) -> int: ...


class WrappedKeys(Protocol):
    """Finds the versions of a tenant, oldest first."""

    def of(self, tenant: TenantId) -> "tuple[WrappedKey, ...]": ...


def wrapping_context(tenant: TenantId) -> dict[str, str]:
    """What KMS must be told to unwrap a key: whose it is, and what for."""
    return {"tenant": tenant, "purpose": "refresh-tokens"}


class KmsRefreshKeys:
    """Keeps the promise of `RefreshKeys`."""

    def __init__(self, kept: WrappedKeys, clock: Clock, kms: KmsClient = kms_client) -> None:
        self._kept = kept
        self._clock = clock
        self._kms = kms
        self._open: OrderedDict[tuple[TenantId, bytes], RefreshKey] = OrderedDict()
        self._lock = Lock()

    def current(self, tenant: TenantId) -> RefreshKey:
        """The newest version that every process knows by now. Raises RefreshKeyUnavailable."""
        versions = self._kept.of(tenant)
        if not versions:
            raise RefreshKeyUnavailable(f"{tenant} has no key for refresh tokens: publish it again")
        now = self._clock.now()
        settled = [each for each in versions if each.created_at + _SETTLES_AFTER <= now]
        return self._unwrap(tenant, settled[-1] if settled else versions[0])

    def find(self, tenant: TenantId, version: int) -> RefreshKey | None:
        """That version; None for one that never was. Raises RefreshKeyUnavailable."""
        for each in self._kept.of(tenant):
            if each.version == version:
                return self._unwrap(tenant, each)
        return None

    def _unwrap(self, tenant: TenantId, key: WrappedKey) -> RefreshKey:
        place = (tenant, key.wrapped)
        with self._lock:
            if place in self._open:
                self._open.move_to_end(place)
                return self._open[place]
        unwrapped = RefreshKey(version=key.version, secret=self._decrypt(tenant, key))
        with self._lock:
            self._open[place] = unwrapped
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
        return unwrapped

    def _decrypt(self, tenant: TenantId, key: WrappedKey) -> bytes:
        try:
            answer = self._kms().decrypt(
                CiphertextBlob=key.wrapped, EncryptionContext=wrapping_context(tenant)
            )
        except KmsFailure as error:
            raise RefreshKeyUnavailable(
                f"{tenant}, key {key.version} of refresh tokens: {explain(error)}"
            ) from error
        return bytes(answer["Plaintext"])
