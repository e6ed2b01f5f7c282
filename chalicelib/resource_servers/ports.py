"""What answering resource servers asks of storage."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.model import User
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.code import AuthorizationCode


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a token acts for, and the grant that it came from; None for what is gone."""

    user: User | None
    grant: AuthorizationCode | None


class Holders(Protocol):
    """Looks up who stands behind an access token."""

    def find(self, tenant: TenantId, user_id: str, grant_id: str) -> Holder:
        """Return user and grant in one round trip."""
        ...
