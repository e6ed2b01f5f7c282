"""The person chooses how to sign in, or changes their mind."""

from dataclasses import dataclass

from chalicelib.ambient import Clock
from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.flows.start_attempt import upstream_request
from chalicelib.flows.steps import ToClient, ToUpstream
from chalicelib.protocol.errors import AccessDenied
from chalicelib.protocol.redirects import RedirectTarget
from chalicelib.tenancy.model import Tenant
from chalicelib.upstream.attempt import AttemptFault, AttemptRefused, Handle, require_attempt
from chalicelib.upstream.choose import require_connection
from chalicelib.upstream.model import Connection, ConnectionId
from chalicelib.upstream.ports import Connections, PendingSignIns, Providers


@dataclass(frozen=True, slots=True)
class Choice:
    """What the chooser page shows."""

    client: Client
    target: RedirectTarget
    connections: tuple[Connection, ...]


@dataclass(frozen=True, slots=True)
class ChooseConnection:
    """The chooser: show, go, or cancel. Each refuses what is not this browser's attempt."""

    clients: ClientRegistry
    connections: Connections
    providers: Providers
    attempts: PendingSignIns
    clock: Clock

    def show(self, tenant: Tenant, handle: Handle) -> Choice:
        """Return what there is to choose from. Raises AttemptRefused."""
        found = self.attempts.find(tenant.id, handle.state)
        attempt = require_attempt(found, handle, self.clock.now())
        client = self.clients.find(tenant.id, attempt.request.client_id)
        if client is None:
            raise AttemptRefused(AttemptFault.GONE)
        target = attempt.request.address.target
        return Choice(client=client, target=target, connections=self.connections.all(tenant.id))

    def go(self, tenant: Tenant, handle: Handle, connection_id: ConnectionId) -> ToUpstream:
        """Bind the attempt to a connection and send the person there.

        Raises AttemptRefused, UnknownConnection, and UpstreamFailed when the provider cannot be
        reached; the person may then choose again.
        """
        connection = require_connection(self.connections.all(tenant.id), connection_id)
        attempt = self.attempts.choose(tenant.id, handle, connection.id, self.clock.now())
        provider = self.providers.of(tenant.id, connection)
        url = provider.begin(upstream_request(tenant, connection, handle, attempt))
        return ToUpstream(url=url, handle=handle, lifetime=tenant.lifetimes.attempt)

    def cancel(self, tenant: Tenant, handle: Handle) -> ToClient:
        """Tell the client that the person declined (AZ-27). Raises AttemptRefused."""
        attempt = self.attempts.consume(tenant.id, handle, self.clock.now())
        error = AccessDenied("the person cancelled the sign-in")
        return ToClient(response=attempt.request.address.with_error(error), finished=handle)
