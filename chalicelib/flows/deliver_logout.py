"""Tell one client that a session has ended (OpenID Connect Back-Channel Logout 1.0)."""

from dataclasses import dataclass

from chalicelib.ambient import Clock, Entropy, Journal
from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.tenancy.model import Tenant
from chalicelib.tenancy.ports import TenantDirectory
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tokens.logout_notice import LogoutNotice, NotANotice
from chalicelib.tokens.logout_ports import LogoutCalls
from chalicelib.tokens.logout_token import LOGOUT_TOKEN_TYPE, logout_token_claims
from chalicelib.tokens.ports import KeyRings, Signer
from chalicelib.upstream.model import UpstreamFailed


class DeliveryFailed(Exception):
    """The notice did not arrive, or the client did not do what it asks. To be tried again.

    The text is for the journal and holds no token.
    """


@dataclass(frozen=True, slots=True)
class DeliverLogout:
    """Signs a logout token for a notice and posts it. What is moot by now is dropped."""

    tenants: TenantDirectory
    clients: ClientRegistry
    keys: KeyRings
    signer: Signer
    calls: LogoutCalls
    clock: Clock
    entropy: Entropy
    journal: Journal

    def __call__(self, body: str) -> None:
        """Deliver the notice that a message holds. Raises DeliveryFailed, or an outage's error."""
        notice = _read(body)
        with in_house_of(notice.tenant):
            self._deliver_in_time(notice)

    def _deliver_in_time(self, notice: LogoutNotice) -> None:
        tenant = self.tenants.find(notice.tenant)
        if tenant is None:
            self._drop(notice, "the tenant is gone")
        elif notice.is_stale(self.clock.now()):
            self._drop(notice, "it is more than a day old")
        else:
            self._deliver(tenant, notice)

    def _deliver(self, tenant: Tenant, notice: LogoutNotice) -> None:
        """Tell the client as it is now, which may be elsewhere than when the session ended."""
        client = self.clients.find(notice.tenant, notice.client_id)
        if client is None or client.backchannel_logout_uri is None:
            self._drop(notice, "the client is gone, or is not told any more")
        else:
            token = self._sign(tenant, client, notice)
            self._post(client.backchannel_logout_uri, notice, token)

    def _sign(self, tenant: Tenant, client: Client, notice: LogoutNotice) -> str:
        """A token of its own for each try: a client may refuse to meet the same one again.

        It is signed as the client's ID tokens are (section 2.4).
        """
        claims = logout_token_claims(tenant, notice, self.clock.now(), self.entropy.token())
        key = self.keys.of(tenant.id).current(client.id_token_signed_response_alg)
        return self.signer.seal(tenant.id, key, LOGOUT_TOKEN_TYPE, claims)

    def _post(self, uri: str, notice: LogoutNotice, token: str) -> None:
        whom = f"{notice.tenant}, client {notice.client_id}"
        try:
            answer = self.calls.post_form(uri, {"logout_token": token})
        except UpstreamFailed as failure:
            raise DeliveryFailed(f"{whom}: {failure.reason}") from failure
        if 200 <= answer.status < 300:  # section 2.8; some frameworks make an empty 200 a 204
            return
        if answer.status == 400:
            # The client says that the token is wrong, or that signing out failed at its end.
            self.journal.note("logout_refused", tenant=notice.tenant, client=notice.client_id)
        raise DeliveryFailed(f"{whom}: it answered {answer.status}")

    def _drop(self, notice: LogoutNotice, reason: str) -> None:
        self.journal.note(
            "logout_dropped", tenant=notice.tenant, client=notice.client_id, reason=reason
        )


def _read(body: str) -> LogoutNotice:
    try:
        return LogoutNotice.from_json(body)
    except NotANotice as error:
        raise DeliveryFailed(f"a message is no notice: {error}") from error
