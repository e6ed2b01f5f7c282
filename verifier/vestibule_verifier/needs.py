"""What a route asks of a token."""

from dataclasses import dataclass

from vestibule_verifier.access_token import AccessToken


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Scopes, roles and entitlements, each separated by spaces; every one of them is needed."""

    scope: str = ""
    role: str = ""
    entitlement: str = ""

    def require(self, token: AccessToken) -> None:
        """Raise InsufficientScope, InsufficientRole or InsufficientEntitlement."""
        token.require_scope(*self.scope.split())
        token.require_role(*self.role.split())
        token.require_entitlement(*self.entitlement.split())
