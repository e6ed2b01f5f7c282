"""A client asks who the person is: verify the token offline, then look up whom it stands for."""

from dataclasses import dataclass

from chalicelib.ambient import Clock
from chalicelib.protocol.errors import InvalidToken
from chalicelib.resource_servers.userinfo import require_openid, userinfo_claims
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.family_ports import RefreshFamilies
from chalicelib.tokens.gate import NoStanding, require_standing
from chalicelib.tokens.ports import KeyRings
from chalicelib.tokens.verify import NotOurToken, read_access_token
from chalicelib.upstream.ports import Connections


@dataclass(frozen=True, slots=True)
class ReadUserinfo:
    """OpenID Connect Core section 5.3."""

    keys: KeyRings
    families: RefreshFamilies
    connections: Connections
    clock: Clock

    def __call__(self, tenant: Tenant, token: str) -> dict[str, object]:
        """Return the claims. Raises InvalidToken, InsufficientScope; a bad token costs no read."""
        ring, now = self.keys.of(tenant.id), self.clock.now()
        try:
            access = read_access_token(tenant, ring, token, now)
        except NotOurToken as error:
            raise InvalidToken("the access token is not valid", detail=str(error)) from error
        person = require_openid(access)
        standing = self.families.standing(
            tenant.id, person.grant_id, access.subject, person.session_key
        )
        connections = {each.id for each in self.connections.all(tenant.id)}
        try:
            family, user = require_standing(standing, connections, now)
        except NoStanding as fault:
            raise InvalidToken("the access token was revoked", detail=str(fault)) from fault
        return userinfo_claims(access, family, user)
