"""A client gives a token back, and with it the whole grant (RFC 7009).

Refresh tokens and access tokens lead to the same family. Ending it ends the refresh token, and its
status tells APIs that the access tokens ended with it.
"""

from dataclasses import dataclass

from authlib.oauth2.rfc7009 import RevocationEndpoint

from chalicelib.ambient import Clock, Journal
from chalicelib.clients.authenticate import read_credentials
from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.flows.end_family import EndFamily
from chalicelib.flows.engine import Engine
from chalicelib.flows.token_request import TokenRequest
from chalicelib.protocol.errors import UnsupportedTokenType
from chalicelib.protocol.parameters import Parameters
from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import RefreshFamilies, RefreshKeys
from chalicelib.tokens.genuine import find_genuine
from chalicelib.tokens.ports import KeyRings
from chalicelib.tokens.verify import NotOurToken, read_access_token


@dataclass(frozen=True, slots=True)
class Revocable:
    """Whose a genuine token is, and what it rests on: nothing, for one of a client alone."""

    client_id: str
    family: RefreshFamily | None

    def check_client(self, client: Client) -> bool:
        """Whether it was issued to this client; asked by Authlib's endpoint."""
        return self.client_id == client.id


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeToken:
    """Ends grants at the wish of the clients that hold them."""

    clients: ClientRegistry
    families: RefreshFamilies
    refresh_keys: RefreshKeys
    keys: KeyRings
    end_family: EndFamily
    clock: Clock
    journal: Journal

    def __call__(self, tenant: Tenant, authorization: list[str], form: Parameters) -> None:
        """End what the token rests on; nothing for what is no token of ours, or has ended.

        Raises OAuth2Error: InvalidClient, InvalidRequest, InvalidGrant for another client's token
        (section 2.1), UnsupportedTokenType. Raises StorageUnavailable and RefreshKeyUnavailable:
        the token is then as it was.
        """
        request = TokenRequest(
            tenant.url("revoke"), form, read_credentials(authorization, form.check())
        )
        engine = Engine(tenant, self.clients, self.journal)
        _Endpoint(engine, self).create_endpoint_response(request)

    def find(self, tenant: Tenant, text: str) -> Revocable | None:
        """Whose a token is, of whatever kind; None for what is not one, or rests on nothing now."""
        genuine = find_genuine(self.refresh_keys, tenant.id, text)
        if genuine is not None:
            # Of any generation: whoever holds one that was used up may still end the grant.
            return self._resting_on(tenant, genuine[0].family_key)
        try:
            access = read_access_token(tenant, self.keys.of(tenant.id), text, self.clock.now())
        except NotOurToken as error:
            self.journal.note("token_refused", tenant=tenant.id, reason=str(error))
            return None
        if access.person is None:
            return Revocable(access.client_id, None)
        return self._resting_on(tenant, access.person.grant_id)

    def end(self, tenant: Tenant, client: Client, token: Revocable) -> None:
        """End the family, also one that expired: its last access token may live on."""
        if token.family is None:
            raise UnsupportedTokenType("the access token of a client alone lives to its expiry")
        if token.family.ended_at is None:
            self.end_family(tenant, token.family, Audited.TOKEN_REVOKED, f"client:{client.id}")

    def _resting_on(self, tenant: Tenant, family_key: str) -> Revocable | None:
        family = self.families.find(tenant.id, family_key)
        return Revocable(family.client_id, family) if family else None


class _Endpoint(RevocationEndpoint):
    """RFC 7009 section 2: Authlib's steps, decided by us."""

    def __init__(self, server: Engine, revoke: RevokeToken) -> None:
        super().__init__(server)
        self.revoke = revoke

    def check_params(self, request: TokenRequest, _client: Client) -> None:
        """One token. No hint is needed: each kind of token shows what it is."""
        request.parameters.require("token")

    def query_token(self, token_string: str, _token_type_hint: str | None) -> Revocable | None:
        """Find what the token rests on."""
        return self.revoke.find(self.server.tenant, token_string)

    def revoke_token(self, token: Revocable, request: TokenRequest) -> None:
        """End it, now that the token is known to be this client's."""
        self.revoke.end(self.server.tenant, request.client, token)
