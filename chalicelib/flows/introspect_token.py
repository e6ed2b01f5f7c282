"""Somebody who relies on a token asks what it is worth now (RFC 7662, RFC 9701)."""

from dataclasses import dataclass

from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from chalicelib.ambient import Clock, Journal
from chalicelib.clients.authenticate import read_credentials
from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.flows.engine import Engine
from chalicelib.flows.token_request import TokenRequest
from chalicelib.protocol.errors import InvalidClient
from chalicelib.protocol.parameters import Parameters
from chalicelib.resource_servers.introspection import (
    INTROSPECTION_TYPE,
    SIGNING_ALGORITHM,
    Answer,
    access_answer,
    inactive,
    may_learn,
    refresh_answer,
    signed_claims,
)
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.family_ports import RefreshFamilies, RefreshKeys, Standing
from chalicelib.tokens.gate import NoStanding, require_standing
from chalicelib.tokens.genuine import find_genuine
from chalicelib.tokens.ports import KeyRings, Signer
from chalicelib.tokens.refresh_token import RefreshToken
from chalicelib.tokens.rotation import judge_refresh
from chalicelib.tokens.verify import NotOurToken, VerifiedAccess, read_access_token
from chalicelib.upstream.ports import Connections


@dataclass(frozen=True, slots=True)
class Introspected:
    """An answer, and the client that it is for."""

    client: Client
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class IntrospectToken:
    """Judges a token by the rules that refreshing and userinfo go by; changes nothing."""

    clients: ClientRegistry
    connections: Connections
    families: RefreshFamilies
    refresh_keys: RefreshKeys
    keys: KeyRings
    signer: Signer
    clock: Clock
    journal: Journal

    def __call__(self, tenant: Tenant, authorization: list[str], form: Parameters) -> Introspected:
        """Return what the asking client may know. A token that is no good is no error.

        Raises OAuth2Error: InvalidClient, also for a public client, and InvalidRequest. Raises
        StorageUnavailable and RefreshKeyUnavailable rather than guess.
        """
        request = TokenRequest(
            tenant.url("introspect"), form, read_credentials(authorization, form.check())
        )
        endpoint = _Endpoint(Engine(tenant, self.clients, self.journal), self)
        _, answer, _ = endpoint.create_endpoint_response(request)
        return Introspected(request.client, answer)

    def sign(self, tenant: Tenant, introspected: Introspected) -> str:
        """Return the answer as a JWT. Raises SigningUnavailable, NoSigningKey."""
        claims = signed_claims(tenant, introspected.client, introspected.answer, self.clock.now())
        key = self.keys.of(tenant.id).current(SIGNING_ALGORITHM)
        return self.signer.seal(tenant.id, key, INTROSPECTION_TYPE, claims)

    def judge(self, tenant: Tenant, client: Client, text: str) -> Answer | None:
        """What `client` may know of a token of whatever kind; None for "not active"."""
        genuine = find_genuine(self.refresh_keys, tenant.id, text)
        if genuine is not None:
            return self._judge_refresh(tenant, client, genuine[0])
        try:
            access = read_access_token(tenant, self.keys.of(tenant.id), text, self.clock.now())
        except NotOurToken as error:
            self.journal.note("token_refused", tenant=tenant.id, reason=str(error))
            return None
        # Before anything is looked up: what takes long tells as much as what is said.
        if not may_learn(client, access) or not self._stands(tenant, access):
            return None
        return access_answer(access)

    def _judge_refresh(self, tenant: Tenant, client: Client, token: RefreshToken) -> Answer | None:
        standing = self.families.standing(
            tenant.id, token.family_key, token.user_id, token.session_key
        )
        family, now = standing.family, self.clock.now()
        verdict = judge_refresh(family, client.id, token.generation, client.refresh, now)
        # A replay is noticed here as well, but only its use is a reason to end the family.
        if family is None or not verdict.is_good or not self._is_open(tenant, standing):
            return None
        return refresh_answer(tenant, client, family, token, now)

    def _stands(self, tenant: Tenant, access: VerifiedAccess) -> bool:
        """Whether what the token rests on is still there: its client, and for a person all else."""
        if self.clients.find(tenant.id, access.client_id) is None:
            return False
        if access.person is None:
            return True
        person = access.person
        standing = self.families.standing(
            tenant.id, person.grant_id, access.subject, person.session_key
        )
        return self._is_open(tenant, standing)

    def _is_open(self, tenant: Tenant, standing: Standing) -> bool:
        connections = {each.id for each in self.connections.all(tenant.id)}
        try:
            require_standing(standing, connections, self.clock.now())
        except NoStanding:
            return False
        return True


class _Endpoint(IntrospectionEndpoint):
    """RFC 7662 section 2: Authlib's steps, decided by us."""

    def __init__(self, server: Engine, introspect: IntrospectToken) -> None:
        super().__init__(server)
        self.introspect = introspect

    def authenticate_endpoint_client(self, request: TokenRequest) -> Client:
        """Authenticate a client that keeps a secret (section 2.1): ids alone could be tried."""
        client: Client = super().authenticate_endpoint_client(request)
        if client.is_public:
            raise InvalidClient("only a client that keeps a secret may ask about tokens")
        return client

    def authenticate_token(self, request: TokenRequest, client: Client) -> Answer | None:
        """Judge the one token. No hint is needed: each kind of token shows what it is."""
        text = request.parameters.require("token")
        return self.introspect.judge(self.server.tenant, client, text)

    def create_introspection_payload(self, token: Answer | None) -> Answer:
        """Say what is known, or that the token is not active, and never why."""
        return inactive() if token is None else token
