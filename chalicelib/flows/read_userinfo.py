"""A client asks who the person is: verify the token offline, then look up whom it stands for."""

from dataclasses import dataclass

from chalicelib.ambient import Clock
from chalicelib.protocol.errors import InvalidToken
from chalicelib.resource_servers.ports import Holders
from chalicelib.resource_servers.userinfo import require_openid, userinfo_claims
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.ports import KeyRings
from chalicelib.tokens.verify import NotOurToken, read_access_token


@dataclass(frozen=True, slots=True)
class ReadUserinfo:
    """OpenID Connect Core section 5.3."""

    keys: KeyRings
    holders: Holders
    clock: Clock

    def __call__(self, tenant: Tenant, token: str) -> dict[str, object]:
        """Return the claims. Raises InvalidToken, InsufficientScope; a bad token costs no read."""
        ring = self.keys.of(tenant.id)
        try:
            access = read_access_token(tenant, ring, token, self.clock.now())
        except NotOurToken as error:
            raise InvalidToken("the access token is not valid", detail=str(error)) from error
        grant_id = require_openid(access)
        return userinfo_claims(access, self.holders.find(tenant.id, access.subject, grant_id))
