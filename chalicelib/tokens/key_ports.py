"""What a rotation asks of storage and of KMS."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.keys import KeyRing, SigningKey


@dataclass(frozen=True, slots=True)
class StoredRing:
    """A ring as it was read, and how often it had been changed until then."""

    ring: KeyRing
    version: int


class KeyRingStore(Protocol):
    """Keeps key rings. Every change is of the whole ring."""

    def load(self, tenant: TenantId) -> StoredRing:
        """The ring as it is now, never from a cache."""
        ...

    def replace(
        self,
        tenant: TenantId,
        stored: StoredRing,
        keys: tuple[SigningKey, ...],
        event: AuditEvent | None,
    ) -> bool:
        """Add or change `keys` and write the event, all or nothing.

        False, with nothing written, if the ring was changed after `stored` was read.
        """
        ...


class KeyKeeperFailed(Exception):
    """KMS did not do what was asked. The text says what, and what to do about it."""


class KeyKeeper(Protocol):
    """Keeps private keys, and gives none of them out. Every method raises KeyKeeperFailed."""

    def make(self, tenant: TenantId, algorithm: str, known: KeyRing) -> SigningKey:
        """A key that is not in `known`; one that was made in vain before, if there is one."""
        ...

    def require_usable(self, key: SigningKey) -> None:
        """Raise KeyKeeperFailed if nothing can be signed with the key."""
        ...

    def disable(self, key: SigningKey) -> None:
        """Let nothing more be signed with the key. May be repeated."""
        ...
