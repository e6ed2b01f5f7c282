"""The refresh_token grant: the same family goes on, or ends.

One read of everything that the answer rests on, then one conditional write at the same time as the
signatures. Whoever loses that race gets the winner's successor.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from authlib.oauth2.rfc6749.grants import RefreshTokenGrant

from chalicelib.ambient import Clock, Journal
from chalicelib.clients.model import Client
from chalicelib.clients.targets import narrow_audiences
from chalicelib.flows.end_family import EndFamily
from chalicelib.flows.issue_tokens import IssueTokens
from chalicelib.flows.token_request import TokenRequest
from chalicelib.identity.model import User
from chalicelib.protocol.errors import InvalidGrant, InvalidScope
from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.family import RefreshFamily, later_grant
from chalicelib.tokens.family_ports import RefreshFamilies, RefreshKeys, Use
from chalicelib.tokens.gate import NoStanding, require_standing
from chalicelib.tokens.genuine import find_genuine
from chalicelib.tokens.grant import Grant
from chalicelib.tokens.keys import NoSigningKey
from chalicelib.tokens.ports import SigningUnavailable
from chalicelib.tokens.refresh_token import RefreshKey, RefreshToken, write_refresh_token
from chalicelib.tokens.rotation import RefreshVerdict, judge_refresh
from chalicelib.tokens.status_ports import StatusIndexes
from chalicelib.upstream.ports import Connections

#: How long a rotation whose answer could not be signed may be asked for again, in seconds.
_OUTAGE_GRACE = 600


@dataclass(frozen=True, slots=True)
class Presented:
    """A genuine token, who stands behind it, and what it deserves."""

    token: RefreshToken
    key: RefreshKey
    family: RefreshFamily
    user: User
    verdict: RefreshVerdict


class _Overtaken(Exception):
    """Another use gave the family a place that this one does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshTokens:
    """What the grant needs, for every tenant."""

    families: RefreshFamilies
    places: StatusIndexes
    refresh_keys: RefreshKeys
    connections: Connections
    end_family: EndFamily
    issue: IssueTokens
    clock: Clock
    journal: Journal

    def present(self, tenant: Tenant, client: Client, text: str) -> Presented:
        """Judge a presented token. Raises InvalidGrant; a replay first ends the family."""
        return self._weigh(tenant, client, *self._require_genuine(tenant, text))

    def issue_next(
        self, tenant: Tenant, client: Client, presented: Presented, request: TokenRequest
    ) -> dict[str, object]:
        """Issue new tokens and the one successor. Raises InvalidScope, InvalidTarget."""
        try:
            return self._issue_next(tenant, client, presented, request)
        except _Overtaken:
            # The family has another place than the tokens name: ending it would not reach them.
            presented = self._weigh(tenant, client, presented.token, presented.key)
            return self.issue_next(tenant, client, presented, request)

    def _weigh(
        self, tenant: Tenant, client: Client, token: RefreshToken, key: RefreshKey
    ) -> Presented:
        """Judge a genuine token by who stands behind it now."""
        standing = self.families.standing(
            tenant.id, token.family_key, token.user_id, token.session_key
        )
        verdict = self._judge(client, standing.family, token)
        if not verdict.is_good:
            raise self._refusal(tenant, standing.family, verdict)
        connections = {each.id for each in self.connections.all(tenant.id)}
        try:
            family, user = require_standing(standing, connections, self.clock.now())
        except NoStanding as fault:
            raise InvalidGrant("the refresh token is not valid", detail=str(fault)) from fault
        return Presented(token, key, family, user, verdict)

    def _issue_next(
        self, tenant: Tenant, client: Client, presented: Presented, request: TokenRequest
    ) -> dict[str, object]:
        user, family = presented.user, presented.family
        if family.roles_version != user.roles_version and presented.verdict.writes:
            # What APIs were told is stale stays stale: the new roles get a place of their own.
            place = self.places.next(tenant.id)
            family = replace(family, status=place, roles_version=user.roles_version)
        grant = _narrowed(later_grant(family, user), request)
        try:
            response = self.issue(
                tenant, client, grant, lambda: self._use(tenant, client, presented, family)
            )
        except (SigningUnavailable, NoSigningKey):
            self._excuse(tenant, presented)
            raise
        return response | {"refresh_token": self._successor(tenant, presented)}

    def _require_genuine(self, tenant: Tenant, text: str) -> tuple[RefreshToken, RefreshKey]:
        genuine = find_genuine(self.refresh_keys, tenant.id, text)
        if genuine is None:
            # A guess harms nobody: no family is looked up, none ends.
            raise InvalidGrant("the refresh token is not valid", detail="not one of ours")
        return genuine

    def _judge(
        self, client: Client, family: RefreshFamily | None, token: RefreshToken
    ) -> RefreshVerdict:
        now = self.clock.now()
        return judge_refresh(family, client.id, token.generation, client.refresh, now)

    def _use(
        self, tenant: Tenant, client: Client, presented: Presented, family: RefreshFamily
    ) -> None:
        """Write that the token was used.

        Raises InvalidGrant if it may not be any more, _Overtaken if `family` is out of date.
        """
        if not presented.verdict.writes:
            return
        now, rotates = self.clock.now(), presented.verdict is RefreshVerdict.ROTATE
        use = Use(
            generation=presented.token.generation,
            next_generation=presented.token.generation + (1 if rotates else 0),
            status=family.status,
            roles_version=family.roles_version,
            now=now,
            idle_expires_at=min(family.expires_at, now + tenant.lifetimes.refresh_idle),
        )
        if family.status != presented.family.status:
            # Nobody would find the old place any more: neither to call it stale nor to end it.
            self.families.mark_stale(tenant.id, [presented.family], now)
        used = self.families.use(tenant.id, presented.family, use)
        if used.happened:
            return
        verdict = self._judge(client, used.family, presented.token)
        if not verdict.is_good or used.family is None:
            raise self._refusal(tenant, used.family, verdict)
        if used.family.status != family.status:
            raise _Overtaken

    def _refusal(
        self, tenant: Tenant, family: RefreshFamily | None, verdict: RefreshVerdict
    ) -> InvalidGrant:
        if family is not None and verdict is RefreshVerdict.REPLAYED:
            self.end_family(tenant, family, Audited.REFRESH_TOKEN_REPLAYED)
            self.journal.note("refresh_token_replayed", tenant=tenant.id, client=family.client_id)
        return InvalidGrant("the refresh token is not valid", detail=verdict)

    def _successor(self, tenant: Tenant, presented: Presented) -> str:
        """Derived, so that it is the same for whoever asks again."""
        keeps = presented.verdict is RefreshVerdict.KEEP
        token = presented.token if keeps else presented.token.successor
        return write_refresh_token(tenant.id, presented.key, token)

    def _excuse(self, tenant: Tenant, presented: Presented) -> None:
        """Nothing could be signed: whoever asks again when that has passed is no thief."""
        generation = presented.token.generation + 1
        if presented.verdict is RefreshVerdict.KEEP:
            return
        rotated = replace(presented.family, generation=generation)
        with suppress(StorageUnavailable):
            self.families.excuse(tenant.id, rotated, self.clock.now() + _OUTAGE_GRACE)

    def __call__(self, grant: "RefreshGrant") -> None:
        """Lend these decisions to a grant; Authlib calls this for each request."""
        grant.refresh = self


def _narrowed(grant: Grant, request: TokenRequest) -> Grant:
    """What the request makes of the grant: as much or less, never more (RFC 6749 section 6)."""
    audiences = narrow_audiences(grant.audiences, request.parameters.resources)
    scope = request.parameters.find("scope")
    if scope is None:
        return replace(grant, audiences=audiences)
    asked = tuple(dict.fromkeys(scope.split()))
    if not asked or not set(asked) <= set(grant.scopes):
        raise InvalidScope("scope is more than was granted")
    return replace(grant, audiences=audiences, scopes=asked)


class RefreshGrant(RefreshTokenGrant):
    """RFC 6749 section 6: Authlib's steps, decided by us."""

    refresh: RefreshTokens

    def authenticate_refresh_token(self, refresh_token: str) -> "_Genuine":
        """Judge the token; what Authlib checks afterwards has been decided by then."""
        client = self.request.client
        return _Genuine(self.refresh.present(self.server.tenant, client, refresh_token))

    def _validate_token_scope(self, token: "_Genuine") -> None:
        """Decided when tokens are issued, together with the audiences."""

    def authenticate_user(self, refresh_token: "_Genuine") -> str:
        """The person is who the family says."""
        return refresh_token.presented.family.user_id

    def issue_token(self, _: str, refresh_token: "_Genuine") -> dict[str, object]:
        """Issue what the family is good for."""
        tenant, client = self.server.tenant, self.request.client
        return self.refresh.issue_next(tenant, client, refresh_token.presented, self.request)

    def revoke_old_credential(self, refresh_token: "_Genuine") -> None:
        """Nothing to do: the rotation was written while the tokens were signed."""


@dataclass(frozen=True, slots=True)
class _Genuine:
    """A genuine refresh token, as Authlib's grant reads it."""

    presented: Presented

    def check_client(self, client: Client) -> bool:
        return self.presented.family.client_id == client.id
