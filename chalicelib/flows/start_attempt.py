"""Begin an attempt to sign in: one small expiring record, then a chooser or the upstream."""

from dataclasses import dataclass, replace

from chalicelib.ambient import Clock, Entropy
from chalicelib.clients.request import AuthorizationRequest
from chalicelib.flows.steps import ToChooser, ToUpstream
from chalicelib.identity.session import Reuse, SignedIn
from chalicelib.tenancy.model import Tenant
from chalicelib.upstream.attempt import Handle, PendingSignIn
from chalicelib.upstream.choose import choose_connection
from chalicelib.upstream.model import Connection, UpstreamRequest
from chalicelib.upstream.ports import Connections, PendingSignIns, Providers


@dataclass(frozen=True, slots=True)
class StartAttempt:
    """Sends a person on their way to an upstream provider."""

    connections: Connections
    providers: Providers
    attempts: PendingSignIns
    clock: Clock
    entropy: Entropy

    def __call__(
        self, tenant: Tenant, request: AuthorizationRequest, wish: "Wish"
    ) -> ToUpstream | ToChooser:
        """Remember the attempt and say where the person goes.

        Raises InvalidRequest for an unknown connection, UpstreamFailed when the only provider
        cannot be reached; nothing is stored then.
        """
        connection = choose_connection(self.connections.all(tenant.id), request.connection)
        handle, now = Handle.draw(self.entropy), self.clock.now()
        attempt = PendingSignIn(
            # The hint has been read by now, and is the longest thing in a request.
            request=replace(request, id_token_hint=None),
            browser_hash=handle.browser_hash,
            nonce=self.entropy.token(),
            code_verifier=self.entropy.token(),
            started_at=now,
            expires_at=now + tenant.lifetimes.attempt,
            must_be_fresh=wish.must_be_fresh,
            upstream_prompt=wish.prompt,
            expected_user=wish.expected_user,
        )
        lifetime = tenant.lifetimes.attempt
        if connection is None:
            self.attempts.put(tenant.id, handle.state, attempt)
            return ToChooser(handle=handle, lifetime=lifetime)
        attempt = attempt.via(connection.id)
        provider = self.providers.of(tenant.id, connection)
        url = provider.begin(upstream_request(tenant, connection, handle, attempt))
        self.attempts.put(tenant.id, handle.state, attempt)
        return ToUpstream(url=url, handle=handle, lifetime=lifetime)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the upstream is to do beyond vouching for whoever is there."""

    must_be_fresh: bool = False
    prompt: str | None = None
    expected_user: str | None = None

    @staticmethod
    def following(
        verdict: Reuse,
        request: AuthorizationRequest,
        signed_in: SignedIn | None,
        expected_user: str | None,
    ) -> "Wish":
        """What a request and the session that did not satisfy it ask of the upstream."""
        outlived = signed_in is not None and request.max_age is not None
        wants_other = verdict is Reuse.ACCOUNT or (
            signed_in is not None
            and expected_user is not None
            and signed_in.user.id != expected_user
        )
        prompt = "select_account" if wants_other else None
        return Wish(
            must_be_fresh=request.wants_fresh_login or request.max_age is not None,
            prompt="login" if request.wants_fresh_login or outlived else prompt,
            expected_user=expected_user,
        )


def upstream_request(
    tenant: Tenant, connection: Connection, handle: Handle, attempt: PendingSignIn
) -> UpstreamRequest:
    """What this attempt asks of the upstream; the same before going there and after coming back."""
    request = attempt.request
    return UpstreamRequest(
        redirect_uri=tenant.url(f"callback/{connection.id}"),
        state=handle.state,
        nonce=attempt.nonce,
        code_verifier=attempt.code_verifier,
        prompt=attempt.upstream_prompt,
        max_age=request.max_age,
        login_hint=request.login_hint,
        acr_values=request.acr_values or request.claims.essential_acr,
        ui_locales=request.ui_locales,
    )
