"""Sign what a grant is good for, while what the tokens rest on is being written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from chalicelib.ambient import Clock, Entropy, Together
from chalicelib.clients.model import Client
from chalicelib.clients.targets import meaningful_scopes
from chalicelib.identity.ports import RoleBooks
from chalicelib.protocol.vocabulary import OPENID
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.access import (
    ACCESS_TOKEN_TYPE,
    Issuance,
    algorithm_of,
    lifetime_of,
    person_claims,
)
from chalicelib.tokens.grant import Grant
from chalicelib.tokens.id_token import ID_TOKEN_TYPE, id_token_claims
from chalicelib.tokens.ports import KeyRings, Signer


@dataclass(frozen=True, slots=True)
class IssueTokens:
    """What every grant type needs that acts for a person."""

    roles: RoleBooks
    keys: KeyRings
    signer: Signer
    together: Together
    clock: Clock
    entropy: Entropy

    def __call__(
        self, tenant: Tenant, client: Client, grant: Grant, write: Callable[[], object] | None
    ) -> dict[str, object]:
        """Return the token response, without a refresh token.

        `write` stores what the tokens rest on, and runs while they are signed; when it raises, the
        tokens are thrown away. Raises SigningUnavailable, NoSigningKey.
        """
        scopes = meaningful_scopes(tenant, grant.audiences, grant.scopes)
        grant = replace(grant, scopes=scopes)
        calls: list[Callable[[], object]] = [*self._signatures(tenant, client, grant)]
        signatures = len(calls)
        if write is not None:
            calls.append(write)
        tokens = self.together(*calls)[:signatures]
        response: dict[str, object] = {
            "access_token": tokens[0],
            "token_type": "Bearer",
            "expires_in": lifetime_of(tenant, grant.audiences),
            "scope": " ".join(scopes),
        }
        return response | ({"id_token": tokens[1]} if signatures > 1 else {})

    def _signatures(
        self, tenant: Tenant, client: Client, grant: Grant
    ) -> list[Callable[[], object]]:
        roles, now = self.roles.of(tenant.id), self.clock.now()
        ring, seal = self.keys.of(tenant.id), partial(self.signer.seal, tenant.id)
        issuance = Issuance(
            tenant=tenant, audiences=grant.audiences, now=now, jti=self.entropy.token()
        )
        access = person_claims(issuance, client, grant, roles)
        key = ring.signing(algorithm_of(tenant, grant.audiences))
        signatures: list[Callable[[], object]] = [partial(seal, key, ACCESS_TOKEN_TYPE, access)]
        if OPENID in grant.scopes:
            claims = id_token_claims(tenant, client, grant, roles, now)
            key = ring.current(client.id_token_signed_response_alg)
            signatures.append(partial(seal, key, ID_TOKEN_TYPE, claims))
        return signatures
