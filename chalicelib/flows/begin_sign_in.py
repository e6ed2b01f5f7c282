"""An app asks: check the request, then answer from a session or send the person upstream."""

from dataclasses import dataclass

from chalicelib.ambient import Journal
from chalicelib.clients.ports import ClientRegistry
from chalicelib.clients.request import AuthorizationRequest, read_authorization_request
from chalicelib.flows.ask_consent import AskConsent
from chalicelib.flows.issue_code import IssueCode
from chalicelib.flows.refusals import outage_error, upstream_error
from chalicelib.flows.start_attempt import StartAttempt, Wish
from chalicelib.flows.steps import Step, ToClient
from chalicelib.identity.ports import Sessions
from chalicelib.identity.session import Reuse, SessionCookie, SignedIn, judge_session
from chalicelib.protocol.errors import InvalidRequest, LoginRequired, OAuthError
from chalicelib.protocol.parameters import Parameters
from chalicelib.protocol.redirects import RefusedToClient
from chalicelib.protocol.vocabulary import Prompt
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.ports import KeyRings
from chalicelib.tokens.verify import NotOurToken, read_id_token_hint
from chalicelib.upstream.model import UpstreamFailed


@dataclass(frozen=True, slots=True)
class BeginSignIn:
    """The authorization endpoint (OpenID Connect Core section 3.1.2)."""

    clients: ClientRegistry
    sessions: Sessions
    keys: KeyRings
    issue_code: IssueCode
    ask_consent: AskConsent
    start_attempt: StartAttempt
    journal: Journal

    def __call__(
        self, tenant: Tenant, parameters: Parameters, cookie: SessionCookie | None
    ) -> Step:
        """Say where the person goes.

        Raises RefusedToPerson or RefusedToClient; nothing is stored then.
        """
        request = read_authorization_request(tenant, self.clients, parameters)
        try:
            return self._answer(tenant, request, cookie)
        except UpstreamFailed as error:
            self.journal.note("upstream_failed", tenant=tenant.id, reason=error.reason)
            raise RefusedToClient(upstream_error(error), request.address) from error
        except StorageUnavailable as outage:
            if Prompt.NONE not in request.prompts:
                raise  # the person sees a page, and reloading it asks all of this again
            raise RefusedToClient(outage_error(outage), request.address) from outage
        except OAuthError as error:
            raise RefusedToClient(error, request.address) from error

    def _answer(
        self, tenant: Tenant, request: AuthorizationRequest, cookie: SessionCookie | None
    ) -> Step:
        expected_user = self._expected_user(tenant, request)
        signed_in = self.sessions.find(tenant.id, cookie) if cookie else None
        if cookie and signed_in is None:
            self.journal.note("session_unknown", tenant=tenant.id)
        now = self.start_attempt.clock.now()
        verdict = judge_session(signed_in, request, expected_user, now)
        if signed_in is not None and verdict is Reuse.SILENT:
            return self._answer_silently(tenant, request, signed_in)
        if Prompt.NONE in request.prompts:
            # `none` goes with no other prompt, so neither consent nor a choice was asked for.
            raise LoginRequired("the person would have to sign in")
        if signed_in is not None and verdict is Reuse.CONSENT:
            return self.ask_consent(tenant, request, signed_in)
        wish = Wish.following(verdict, request, signed_in, expected_user)
        return self.start_attempt(tenant, request, wish)

    def _answer_silently(
        self, tenant: Tenant, request: AuthorizationRequest, signed_in: SignedIn
    ) -> Step:
        client = self.clients.find(tenant.id, request.client_id)
        if client is None:
            raise InvalidRequest("client_id is not registered")
        try:
            return ToClient(response=self.issue_code(tenant, client, request, signed_in))
        except LoginRequired:
            if Prompt.NONE in request.prompts:
                raise
            return self.start_attempt(tenant, request, Wish())

    def _expected_user(self, tenant: Tenant, request: AuthorizationRequest) -> str | None:
        """The one person whom the client would accept, if it named one (Core section 3.1.2.2)."""
        if request.id_token_hint is None:
            return request.claims.wanted_sub
        try:
            hint = read_id_token_hint(tenant, self.keys.of(tenant.id), request.id_token_hint)
        except NotOurToken as error:
            raise InvalidRequest("id_token_hint is not an ID token of this issuer") from error
        if request.claims.wanted_sub not in (None, hint.subject):
            raise LoginRequired("id_token_hint and claims name different people")
        return hint.subject
