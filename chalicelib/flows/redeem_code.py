"""The authorization_code grant: one conditional write, then two signatures at the same time."""

from dataclasses import dataclass, replace
from functools import partial

from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant

from chalicelib.ambient import Clock, Entropy, Journal, Together
from chalicelib.clients.model import Client
from chalicelib.clients.targets import meaningful_scopes, narrow_audiences
from chalicelib.flows.token_request import TokenRequest
from chalicelib.identity.ports import RoleBooks
from chalicelib.protocol.errors import InvalidGrant, InvalidTarget
from chalicelib.protocol.pkce import challenge_of
from chalicelib.protocol.vocabulary import OPENID
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.access import ACCESS_TOKEN_TYPE, Issuance, lifetime_of, person_claims
from chalicelib.tokens.code import (
    AuthorizationCode,
    CodeRefused,
    CodeVerdict,
    Presentation,
    grant_id_of,
)
from chalicelib.tokens.id_token import ID_TOKEN_TYPE, id_token_claims
from chalicelib.tokens.keys import NoSigningKey
from chalicelib.tokens.ports import Codes, KeyRings, Signer, SigningUnavailable


@dataclass(frozen=True, slots=True)
class RedeemCode:
    """What the grant needs, for every tenant."""

    codes: Codes
    roles: RoleBooks
    keys: KeyRings
    signer: Signer
    together: Together
    clock: Clock
    entropy: Entropy
    journal: Journal

    def consume(self, tenant: Tenant, client: Client, request: TokenRequest) -> AuthorizationCode:
        """Consume the code presented. Raises InvalidGrant; reuse first ends what was issued."""
        verifier = request.parameters.find("code_verifier")
        presented = Presentation(
            grant_id=grant_id_of(request.parameters.require("code")),
            client_id=client.id,
            redirect_uri=request.parameters.find("redirect_uri"),
            # A malformed verifier proves nothing, which differs from presenting none.
            challenge=(challenge_of(verifier) or "") if verifier is not None else None,
        )
        now = self.clock.now()
        try:
            return self.codes.redeem(tenant.id, presented, now)
        except CodeRefused as refused:
            if refused.verdict is CodeVerdict.REUSED:
                self.codes.revoke(tenant.id, presented.grant_id, now)
                self.journal.note("code_reused", tenant=tenant.id, client=client.id)
            raise InvalidGrant("the code is not valid", detail=refused.verdict) from refused

    def issue_or_release(
        self, tenant: Tenant, client: Client, code: AuthorizationCode, request: TokenRequest
    ) -> dict[str, object]:
        """Issue what a consumed code is good for.

        When that fails nothing has been handed out, so the code is released: the client may ask
        again. Raises InvalidTarget, SigningUnavailable.
        """
        try:
            audiences = narrow_audiences(code.audiences, request.parameters.resources)
            return self.issue(tenant, client, code, audiences)
        except (InvalidTarget, SigningUnavailable, NoSigningKey, StorageUnavailable):
            self.codes.release(tenant.id, code)
            raise

    def issue(
        self, tenant: Tenant, client: Client, code: AuthorizationCode, audiences: tuple[str, ...]
    ) -> dict[str, object]:
        """Sign the tokens that the code is good for, at the same time, and return the response."""
        code = replace(code, scopes=meaningful_scopes(tenant, audiences, code.scopes))
        roles, now = self.roles.of(tenant.id), self.clock.now()
        key = self.keys.of(tenant.id).current()
        jti = self.entropy.token()
        issuance = Issuance(tenant=tenant, audiences=audiences, now=now, jti=jti)
        access = person_claims(issuance, code, roles)
        wanted = [(ACCESS_TOKEN_TYPE, access)]
        if OPENID in code.scopes:
            wanted.append((ID_TOKEN_TYPE, id_token_claims(tenant, client, code, roles, now)))
        seal = partial(self.signer.seal, tenant.id, key)
        tokens = self.together(*(partial(seal, typ, claims) for typ, claims in wanted))
        response: dict[str, object] = {
            "access_token": tokens[0],
            "token_type": "Bearer",
            "expires_in": lifetime_of(tenant, audiences),
            "scope": " ".join(code.scopes),
        }
        return response | ({"id_token": tokens[1]} if len(tokens) > 1 else {})

    def __call__(self, grant: "CodeGrant") -> None:
        """Lend these decisions to a grant; Authlib calls this for each request."""
        grant.redeem = self


class CodeGrant(AuthorizationCodeGrant):
    """RFC 6749 section 4.1.3: Authlib's steps, with the code claimed before anything is issued."""

    redeem: RedeemCode

    def query_authorization_code(self, _: str, client: Client) -> "_Redeemed":
        """Claim the code; what Authlib checks afterwards has been decided by then."""
        return _Redeemed(self.redeem.consume(self.server.tenant, client, self.request))

    def authenticate_user(self, authorization_code: "_Redeemed") -> str:
        """The person is who the code says."""
        return authorization_code.record.user_id

    def delete_authorization_code(self, authorization_code: "_Redeemed") -> None:
        """Nothing to do: the code is consumed, and stays as the record of the grant."""

    def generate_token(self, **_: object) -> dict[str, object]:
        """Issue what the code is good for."""
        code, client = self.request.authorization_code.record, self.request.client
        return self.redeem.issue_or_release(self.server.tenant, client, code, self.request)


@dataclass(frozen=True, slots=True)
class _Redeemed:
    """A consumed code, as Authlib's grant reads it."""

    record: AuthorizationCode

    def get_redirect_uri(self) -> str:
        return self.record.redirect_uri

    def get_scope(self) -> str:
        return " ".join(self.record.scopes)
