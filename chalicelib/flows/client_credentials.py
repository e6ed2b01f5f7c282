"""The client_credentials grant: a client gets a token for itself, with one signature."""

from dataclasses import dataclass

from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant

from chalicelib.ambient import Clock, Entropy
from chalicelib.clients.model import Client
from chalicelib.clients.targets import meaningful_scopes, require_audiences
from chalicelib.protocol.errors import InvalidScope
from chalicelib.protocol.vocabulary import IDENTITY_SCOPES
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.access import (
    ACCESS_TOKEN_TYPE,
    Issuance,
    algorithm_of,
    lifetime_of,
    machine_claims,
)
from chalicelib.tokens.ports import KeyRings, Signer


@dataclass(frozen=True, slots=True)
class IssueToClient:
    """What the grant needs, for every tenant."""

    keys: KeyRings
    signer: Signer
    clock: Clock
    entropy: Entropy

    def issue(
        self, tenant: Tenant, client: Client, scope: str | None, resources: tuple[str, ...]
    ) -> dict[str, object]:
        """Sign the token and return the response. Raises InvalidScope, InvalidTarget."""
        audiences = require_audiences(client, resources)
        scopes = meaningful_scopes(tenant, audiences, _require_scopes(client, scope))
        now, jti = self.clock.now(), self.entropy.token()
        issuance = Issuance(tenant=tenant, audiences=audiences, now=now, jti=jti)
        claims = machine_claims(issuance, client, scopes)
        key = self.keys.of(tenant.id).signing(algorithm_of(tenant, audiences))
        return {
            "access_token": self.signer.seal(tenant.id, key, ACCESS_TOKEN_TYPE, claims),
            "token_type": "Bearer",
            "expires_in": lifetime_of(tenant, audiences),
            "scope": " ".join(scopes),
        }

    def __call__(self, grant: "MachineGrant") -> None:
        """Lend these decisions to a grant; Authlib calls this for each request."""
        grant.issuing = self


class MachineGrant(ClientCredentialsGrant):
    """RFC 6749 section 4.4."""

    issuing: IssueToClient

    def validate_requested_scope(self) -> None:
        """Decided when the token is issued, where client and scope are both at hand."""

    def generate_token(self, **_: object) -> dict[str, object]:
        """Issue the client's own token."""
        parameters = self.request.parameters
        return self.issuing.issue(
            self.server.tenant, self.client, parameters.find("scope"), parameters.resources
        )


def _require_scopes(client: Client, scope: str | None) -> tuple[str, ...]:
    """The scopes asked for, by default all that the client has; a person's are not for machines."""
    own = tuple(name for name in client.scopes if name not in IDENTITY_SCOPES)
    if scope is None:
        return own
    asked = tuple(dict.fromkeys(scope.split()))
    if not set(asked) <= set(own):
        raise InvalidScope("scope is more than this client may have")
    return asked
