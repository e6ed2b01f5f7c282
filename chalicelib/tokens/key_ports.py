"""What a rotation asks of storage and of KMS."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.tenancy.audit import AuditEvent
from chalicelib.tenancy.model import KeyTier, TenantId
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
    """Keeps private keys, and gives out none that is not wrapped.

    Every method raises KeyKeeperFailed.
    """

    def make(self, tenant: TenantId, algorithm: str, tier: KeyTier, known: KeyRing) -> SigningKey:
        """A key of the tier that is not in `known`, the ring of the tenant.

        What costs money is not made in vain: of a dedicated key one that nobody stored is found
        again, of a shared one what other tenants have by now.
        """
        ...

    def require_usable(self, key: SigningKey) -> None:
        """Raise KeyKeeperFailed if nothing can be signed with the key."""
        ...

    def disable(self, key: SigningKey) -> None:
        """Let nothing more be signed with a dedicated key. May be repeated.

        A shared one is others' as well: from now on it is given to no tenant that lacks it.
        """
        ...
