"""What a verified access token says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vestibule_verifier.errors import (
    InsufficientEntitlement,
    InsufficientRole,
    InsufficientScope,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessToken:
    """Whoever the token speaks for, and what it lets them do. Only a `Verifier` makes one.

    A scope is what the app may do for the person; an entitlement is what the person may do; a role
    is a name for entitlements. A token of a program alone has scopes and no roles.
    """

    subject: str
    client_id: str
    audience: tuple[str, ...]
    issued_at: int
    expires_at: int
    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    entitlements: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    session_id: str | None = None
    auth_time: int | None = None
    acr: str | None = None
    amr: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(repr=False, hash=False)

    def has_scope(self, *scopes: str) -> bool:
        """Whether the app was given every one of these."""
        return set(scopes) <= set(self.scopes)

    def has_role(self, *roles: str) -> bool:
        """Whether the person has every one of these."""
        return set(roles) <= set(self.roles)

    def has_entitlement(self, *entitlements: str) -> bool:
        """Whether the person's roles entitle to every one of these."""
        return set(entitlements) <= set(self.entitlements)

    def require_scope(self, *scopes: str) -> None:
        """Raise InsufficientScope unless the app was given every one of these."""
        if not self.has_scope(*scopes):
            raise InsufficientScope(scopes)

    def require_role(self, *roles: str) -> None:
        """Raise InsufficientRole unless the person has every one of these."""
        if not self.has_role(*roles):
            raise InsufficientRole("the person lacks a role that this needs")

    def require_entitlement(self, *entitlements: str) -> None:
        """Raise InsufficientEntitlement unless the person is entitled to every one of these."""
        if not self.has_entitlement(*entitlements):
            raise InsufficientEntitlement("the person is not entitled to this")
