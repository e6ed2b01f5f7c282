"""What signing in upstream asks of storage, of the network and of the providers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.attempt import Handle, PendingSignIn, Stage
from chalicelib.upstream.model import Assertion, Callback, Connection, ConnectionId, UpstreamRequest


class Connections(Protocol):
    """The connections of a tenant, in the order of its document. May answer from a cache."""

    def all(self, tenant: TenantId) -> tuple[Connection, ...]:
        """Every connection of the tenant."""
        ...


class PendingSignIns(Protocol):
    """Keeps attempts, by the hash of their state."""

    def put(self, tenant: TenantId, state: str, attempt: PendingSignIn) -> None:
        """Remember a new attempt until it expires."""
        ...

    def find(self, tenant: TenantId, state: str) -> PendingSignIn | None:
        """Look at an attempt, which may have expired."""
        ...

    def choose(
        self, tenant: TenantId, handle: Handle, connection: ConnectionId, now: int
    ) -> PendingSignIn:
        """Bind the attempt to a connection and return it so, in one conditional write.

        Raises AttemptRefused, leaving it as it was, when `require_attempt` would.
        """
        ...

    def consume(
        self,
        tenant: TenantId,
        handle: Handle,
        now: int,
        connection: ConnectionId | None = None,
        stage: Stage = Stage.UPSTREAM,
    ) -> PendingSignIn:
        """Read the attempt and make it unusable, in one conditional write that may be repeated.

        Raises AttemptRefused, leaving it as it was, when `require_attempt` would.
        """
        ...


class Secrets(Protocol):
    """Opens what a tenant sealed."""

    def reveal(self, tenant: TenantId, connection: Connection) -> str:
        """Return the upstream client secret. Fails for another tenant's or connection's secret."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """An HTTP answer, read whole and within bounds."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes


class Fetch(Protocol):
    """Outbound HTTPS: public addresses only, no redirects followed, bounded in time and size."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """GET; raises UpstreamFailed when there is no usable HTTP answer."""
        ...

    def post_form(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """POST a form, never retried; raises UpstreamFailed when there is no usable HTTP answer."""
        ...


class UpstreamProvider(Protocol):
    """One dialect, bound to one connection."""

    def begin(self, request: UpstreamRequest) -> str:
        """Return the address to send the person to. Raises UpstreamFailed."""
        ...

    def redeem(self, request: UpstreamRequest, callback: Callback) -> Assertion:
        """Turn the upstream's answer into a verified assertion.

        Raises UpstreamRefused when the person or the upstream declined, UpstreamFailed otherwise.
        """
        ...


class Providers(Protocol):
    """Finds the dialect for a connection."""

    def of(self, tenant: TenantId, connection: Connection) -> UpstreamProvider:
        """Return the provider, with the connection's secret at hand when it is needed."""
        ...
