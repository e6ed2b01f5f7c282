"""The upstream vouches: verify what it says, settle who the person is, answer the app."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chalicelib.ambient import Clock, Entropy, Journal
from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.flows.ask_consent import AskConsent
from chalicelib.flows.refusals import outage_error, upstream_error
from chalicelib.flows.settle_person import SettlePerson
from chalicelib.flows.start_attempt import upstream_request
from chalicelib.flows.steps import Step, ToClient
from chalicelib.identity.link import Settlement
from chalicelib.identity.model import Device, User
from chalicelib.identity.session import (
    SessionCookie,
    SignedIn,
    is_fresh_enough,
    meets_essential_acr,
    open_session,
)
from chalicelib.protocol.errors import (
    AccessDenied,
    InvalidRequest,
    LoginRequired,
    OAuthError,
    TemporarilyUnavailable,
    UnmetAuthenticationRequirements,
)
from chalicelib.protocol.redirects import RefusedToClient
from chalicelib.protocol.vocabulary import Prompt
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.code import issue_code
from chalicelib.tokens.ports import IdentityTaken, SignIns
from chalicelib.upstream.attempt import Handle, PendingSignIn
from chalicelib.upstream.choose import require_connection
from chalicelib.upstream.model import (
    Assertion,
    Callback,
    Connection,
    ConnectionId,
    UpstreamFailed,
    UpstreamRefused,
)
from chalicelib.upstream.ports import Connections, PendingSignIns, Providers

#: How often a person's records may change between being read and being written.
_MOST_RACES = 4


@dataclass(frozen=True, slots=True)
class FinishSignIn:
    """The callback of one connection."""

    clients: ClientRegistry
    connections: Connections
    providers: Providers
    attempts: PendingSignIns
    settle_person: SettlePerson
    sign_ins: SignIns
    ask_consent: AskConsent
    clock: Clock
    entropy: Entropy
    journal: Journal

    def __call__(
        self,
        tenant: Tenant,
        connection_id: ConnectionId,
        handle: Handle,
        callback: Callback,
        device: Device,
    ) -> Step:
        """Consume the attempt and answer its client.

        Raises UnknownConnection; AttemptRefused for an attempt that is not this browser's, over
        this connection, now; RefusedToClient for every sign-in that did not succeed.
        """
        connections = self.connections.all(tenant.id)
        connection = require_connection(connections, connection_id)
        attempt = self.attempts.consume(tenant.id, handle, self.clock.now(), connection.id)
        try:
            arrival = _Arrival(tenant, connection, handle, attempt, device, connections)
            return self._settle(arrival, callback)
        except UpstreamRefused as error:
            denied = AccessDenied("the person or the upstream provider declined")
            raise RefusedToClient(denied, attempt.request.address) from error
        except UpstreamFailed as error:
            self.journal.note(
                "upstream_failed", tenant=tenant.id, connection=connection.id, reason=error.reason
            )
            raise RefusedToClient(upstream_error(error), attempt.request.address) from error
        except StorageUnavailable as outage:
            # Attempt and upstream code are used up: a reload would find nothing to go on with.
            raise RefusedToClient(outage_error(outage), attempt.request.address) from outage
        except OAuthError as error:
            raise RefusedToClient(error, attempt.request.address) from error

    def _settle(self, arrival: "_Arrival", callback: Callback) -> Step:
        tenant, connection = arrival.tenant, arrival.connection
        asked = upstream_request(tenant, connection, arrival.handle, arrival.attempt)
        assertion = self.providers.of(tenant.id, connection).redeem(asked, callback)
        _require_what_was_asked(assertion, arrival.attempt, self.clock.now())
        for _ in range(_MOST_RACES):
            try:
                return self._sign_in(arrival, assertion)
            except IdentityTaken:
                # The same person finished in another tab meanwhile: settle again with what is
                # known now. Each loss means that somebody else won.
                continue
        raise TemporarilyUnavailable("the sign-in cannot go on now, start again")

    def _sign_in(self, arrival: "_Arrival", assertion: Assertion) -> Step:
        tenant, now = arrival.tenant, self.clock.now()
        settlement = self.settle_person(tenant, arrival.connections, assertion)
        _require_welcome(settlement.user, arrival.attempt)
        client = self._require_client(tenant, arrival.attempt)
        cookie = SessionCookie(self.entropy.token(), settlement.user.id)
        session = open_session(assertion, settlement.user, cookie.key, tenant.lifetimes, now)
        session = replace(session, clients=(client.id,), device=arrival.device)
        signed_in = SignedIn(session, settlement.user)
        if Prompt.CONSENT in arrival.attempt.request.prompts:
            self.sign_ins.open(tenant.id, settlement, session, None)
            question = self.ask_consent(tenant, arrival.attempt.request, signed_in)
            return replace(question, cookie=cookie, finished=arrival.handle)
        return self._answer(arrival, client, settlement, signed_in, cookie)

    def _answer(
        self,
        arrival: "_Arrival",
        client: Client,
        settlement: Settlement,
        signed_in: SignedIn,
        cookie: SessionCookie,
    ) -> ToClient:
        tenant, request = arrival.tenant, arrival.attempt.request
        code, now = self.entropy.token(), self.clock.now()
        record = issue_code(code, request, client, signed_in, tenant.lifetimes, now)
        self.sign_ins.open(tenant.id, settlement, signed_in.session, record)
        return ToClient(
            response=request.address.with_code(code), cookie=cookie, finished=arrival.handle
        )

    def _require_client(self, tenant: Tenant, attempt: PendingSignIn) -> Client:
        client = self.clients.find(tenant.id, attempt.request.client_id)
        if client is None:
            raise InvalidRequest("client_id is not registered")
        return client


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A person who came back over a connection, with the attempt that sent them."""

    tenant: Tenant
    connection: Connection
    handle: Handle
    attempt: PendingSignIn
    device: Device
    connections: Sequence[Connection]  # all of the tenant's


def _require_what_was_asked(assertion: Assertion, attempt: PendingSignIn, now: int) -> None:
    """Raise LoginRequired or UnmetAuthenticationRequirements unless this is what was asked."""
    request = attempt.request
    if attempt.must_be_fresh and not is_fresh_enough(
        assertion, request.max_age, attempt.started_at, now
    ):
        raise LoginRequired("the upstream provider did not authenticate the person anew")
    if not meets_essential_acr(assertion.acr, request):
        raise UnmetAuthenticationRequirements("none of the essential acr values was met")


def _require_welcome(user: User, attempt: PendingSignIn) -> None:
    """Raise AccessDenied for somebody disabled, LoginRequired for anybody unexpected."""
    if user.disabled_at is not None:
        raise AccessDenied("this person may not sign in")
    if attempt.expected_user not in (None, user.id):
        raise LoginRequired("somebody else signed in than the client asked for")
