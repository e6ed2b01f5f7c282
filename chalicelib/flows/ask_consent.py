"""Ask the person whether the app may learn who they are (`prompt=consent`)."""

from dataclasses import dataclass, replace

from chalicelib.ambient import Clock, Entropy
from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.clients.request import AuthorizationRequest
from chalicelib.flows.issue_code import IssueCode
from chalicelib.flows.refusals import outage_error
from chalicelib.flows.steps import ToClient, ToConsent
from chalicelib.identity.ports import Sessions
from chalicelib.identity.session import SessionCookie, SignedIn
from chalicelib.protocol.errors import AccessDenied, InvalidRequest, OAuthError
from chalicelib.protocol.redirects import RefusedToClient, RefusedToPerson
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.upstream.attempt import (
    AttemptFault,
    AttemptRefused,
    Handle,
    PendingSignIn,
    Stage,
    require_attempt,
)
from chalicelib.upstream.ports import PendingSignIns


@dataclass(frozen=True, slots=True)
class AskConsent:
    """Remembers the question that a signed-in person must answer."""

    attempts: PendingSignIns
    clock: Clock
    entropy: Entropy

    def __call__(
        self, tenant: Tenant, request: AuthorizationRequest, signed_in: SignedIn
    ) -> ToConsent:
        """Store the question, bound to this browser and this session."""
        handle, now = Handle.draw(self.entropy), self.clock.now()
        question = PendingSignIn(
            request=replace(request, id_token_hint=None),
            browser_hash=handle.browser_hash,
            nonce="",
            code_verifier="",
            started_at=now,
            expires_at=now + tenant.lifetimes.attempt,
            stage=Stage.CONSENT,
            session_key=signed_in.session.key,
        )
        self.attempts.put(tenant.id, handle.state, question)
        return ToConsent(handle=handle, lifetime=tenant.lifetimes.attempt)


@dataclass(frozen=True, slots=True)
class ConsentQuestion:
    """What the consent page shows."""

    client: Client
    request: AuthorizationRequest
    signed_in: SignedIn


@dataclass(frozen=True, slots=True)
class AnswerConsent:
    """Shows the question and carries out the answer."""

    clients: ClientRegistry
    sessions: Sessions
    attempts: PendingSignIns
    issue_code: IssueCode
    clock: Clock

    def show(self, tenant: Tenant, handle: Handle, cookie: SessionCookie | None) -> ConsentQuestion:
        """Return what is asked. Raises AttemptRefused."""
        found = self.attempts.find(tenant.id, handle.state)
        question = require_attempt(found, handle, self.clock.now(), stage=Stage.CONSENT)
        return self._question(tenant, question, cookie)

    def deny(self, tenant: Tenant, handle: Handle) -> ToClient:
        """Tell the client that the person declined (AZ-27). Raises AttemptRefused."""
        question = self._consume(tenant, handle)
        error = AccessDenied("the person did not consent")
        return ToClient(response=question.request.address.with_error(error), finished=handle)

    def allow(self, tenant: Tenant, handle: Handle, cookie: SessionCookie | None) -> ToClient:
        """Issue the code. Raises AttemptRefused, RefusedToClient if the session just ended."""
        question = self._consume(tenant, handle)
        address = question.request.address
        try:
            asked = self._question(tenant, question, cookie)
            response = self.issue_code(tenant, asked.client, asked.request, asked.signed_in)
        except StorageUnavailable as outage:
            # The question is answered and gone: a reload would find nothing to go on with.
            raise RefusedToClient(outage_error(outage), address) from outage
        except OAuthError as error:
            raise RefusedToClient(error, address) from error
        return ToClient(response=response, finished=handle)

    def _consume(self, tenant: Tenant, handle: Handle) -> PendingSignIn:
        now = self.clock.now()
        return self.attempts.consume(tenant.id, handle, now, stage=Stage.CONSENT)

    def _question(
        self, tenant: Tenant, question: PendingSignIn, cookie: SessionCookie | None
    ) -> ConsentQuestion:
        """The question, provided that the very session it was asked of is still there."""
        signed_in = self.sessions.find(tenant.id, cookie) if cookie else None
        if signed_in is None or signed_in.session.key != question.session_key:
            raise AttemptRefused(AttemptFault.OTHER_BROWSER)
        if not signed_in.session.is_live(self.clock.now()):
            raise AttemptRefused(AttemptFault.GONE)
        client = self.clients.find(tenant.id, question.request.client_id)
        if client is None:
            raise RefusedToPerson(InvalidRequest("client_id is not registered"))
        request = replace(question.request, prompts=frozenset())
        return ConsentQuestion(client=client, request=request, signed_in=signed_in)
