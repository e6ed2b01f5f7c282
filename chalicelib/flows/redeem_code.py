"""The authorization_code grant: one conditional write, then two signatures and a family."""

from dataclasses import dataclass, replace
from functools import partial

from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant

from chalicelib.ambient import Clock, Entropy, Journal
from chalicelib.clients.model import Client
from chalicelib.clients.targets import narrow_audiences
from chalicelib.flows.end_family import EndFamily
from chalicelib.flows.issue_tokens import IssueTokens
from chalicelib.flows.token_request import TokenRequest
from chalicelib.protocol.errors import InvalidGrant, InvalidTarget
from chalicelib.protocol.pkce import challenge_of
from chalicelib.protocol.vocabulary import GrantType
from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.code import (
    AuthorizationCode,
    CodeRefused,
    CodeVerdict,
    Presentation,
    code_key,
)
from chalicelib.tokens.family import RefreshFamily, first_grant, open_family
from chalicelib.tokens.family_ports import (
    GrantEnded,
    RefreshFamilies,
    RefreshKeys,
    RefreshKeyUnavailable,
)
from chalicelib.tokens.keys import NoSigningKey
from chalicelib.tokens.ports import Codes, SigningUnavailable
from chalicelib.tokens.refresh_token import RefreshToken, family_key, write_refresh_token
from chalicelib.tokens.status_ports import StatusIndexes

#: Nothing was handed out, and asking again may help, or may ask for something else.
_NOTHING_ISSUED = (
    InvalidTarget,
    SigningUnavailable,
    NoSigningKey,
    RefreshKeyUnavailable,
    StorageUnavailable,
)


@dataclass(frozen=True, slots=True)
class Redemption:
    """A consumed code, and the secret of the family that it begins."""

    code: AuthorizationCode
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemCode:
    """What the grant needs, for every tenant."""

    codes: Codes
    families: RefreshFamilies
    places: StatusIndexes
    refresh_keys: RefreshKeys
    end_family: EndFamily
    issue: IssueTokens
    clock: Clock
    entropy: Entropy
    journal: Journal

    def consume(self, tenant: Tenant, client: Client, request: TokenRequest) -> Redemption:
        """Consume the code presented. Raises InvalidGrant; reuse first ends what was issued."""
        verifier = request.parameters.find("code_verifier")
        secret = self.entropy.token()
        presented = Presentation(
            key=code_key(request.parameters.require("code")),
            client_id=client.id,
            family_key=family_key(secret),
            redirect_uri=request.parameters.find("redirect_uri"),
            # A malformed verifier proves nothing, which differs from presenting none.
            challenge=(challenge_of(verifier) or "") if verifier is not None else None,
        )
        try:
            return Redemption(self.codes.redeem(tenant.id, presented, self.clock.now()), secret)
        except CodeRefused as refused:
            if refused.verdict is CodeVerdict.REUSED and refused.began is not None:
                self.end_family.named(tenant, refused.began, Audited.CODE_REUSED)
                self.journal.note("code_reused", tenant=tenant.id, client=client.id)
            raise InvalidGrant("the code is not valid", detail=refused.verdict) from refused

    def issue_or_release(
        self, tenant: Tenant, client: Client, redeemed: Redemption, request: TokenRequest
    ) -> dict[str, object]:
        """Issue what a consumed code is good for.

        When that fails nothing has been handed out, so the code is released: the client may ask
        again. Raises InvalidTarget, InvalidGrant, SigningUnavailable.
        """
        code = redeemed.code
        try:
            resources = request.parameters.resources
            code = replace(code, audiences=narrow_audiences(code.audiences, resources))
            return self._issue(tenant, client, replace(redeemed, code=code))
        except GrantEnded as ended:
            raise InvalidGrant("the code is not valid", detail="the sign-in has ended") from ended
        except _NOTHING_ISSUED:
            self.codes.release(tenant.id, redeemed.code)
            raise

    def _issue(self, tenant: Tenant, client: Client, redeemed: Redemption) -> dict[str, object]:
        code, place = redeemed.code, self.places.next(tenant.id)
        family = open_family(tenant, client, code, place, self.clock.now())
        refresh_token = self._refresh_token(tenant, client, redeemed.secret, family)
        try:
            open_it = partial(self.families.open, tenant.id, family)
            response = self.issue(tenant, client, first_grant(code, family), open_it)
        except (SigningUnavailable, NoSigningKey):
            self.families.forget(tenant.id, family)
            raise
        return response | refresh_token

    def _refresh_token(
        self, tenant: Tenant, client: Client, secret: str, family: RefreshFamily
    ) -> dict[str, object]:
        """The first token of the family, for a client that may have one."""
        if not client.check_grant_type(GrantType.REFRESH_TOKEN):
            return {}
        key = self.refresh_keys.current(tenant.id)
        token = RefreshToken(
            key_version=key.version,
            generation=family.generation,
            secret=secret,
            user_id=family.user_id,
            session_key=family.session_key,
        )
        return {"refresh_token": write_refresh_token(tenant.id, key, token)}

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
        return authorization_code.redemption.code.user_id

    def delete_authorization_code(self, authorization_code: "_Redeemed") -> None:
        """Nothing to do: the code is consumed, and stays to notice its reuse."""

    def generate_token(self, **_: object) -> dict[str, object]:
        """Issue what the code is good for."""
        redemption, client = self.request.authorization_code.redemption, self.request.client
        return self.redeem.issue_or_release(self.server.tenant, client, redemption, self.request)


@dataclass(frozen=True, slots=True)
class _Redeemed:
    """A consumed code, as Authlib's grant reads it."""

    redemption: Redemption

    def get_redirect_uri(self) -> str:
        return self.redemption.code.redirect_uri

    def get_scope(self) -> str:
        return " ".join(self.redemption.code.scopes)
