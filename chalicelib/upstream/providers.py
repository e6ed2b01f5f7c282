"""From a connection to the dialect that its provider speaks."""

from collections.abc import Callable
from functools import partial

from chalicelib.ambient import Clock
from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.model import Connection, ProviderKind
from chalicelib.upstream.ports import Fetch, Secrets, UpstreamProvider
from chalicelib.upstream.reach import Reach


class Dialects:
    """Keeps the promise of `Providers`. Meant to live as long as the process.

    What tenants share is only what providers publish to the world: metadata and keys, by address.
    A client id, a secret or a token is never kept from one sign-in to the next.
    """

    def __init__(
        self, fetch: Fetch, secrets: Secrets, clock: Clock, locate: Callable[[str], str]
    ) -> None:
        self._secrets = secrets
        self._reach = Reach.build(fetch, clock, locate)

    def of(self, tenant: TenantId, connection: Connection) -> UpstreamProvider:
        """Return the provider; the connection's secret is opened only when a code is redeemed."""
        secret = partial(self._secrets.reveal, tenant, connection)
        return _dialect(connection.kind)(connection, secret, self._reach)


def _dialect(
    kind: ProviderKind,
) -> Callable[[Connection, Callable[[], str], Reach], UpstreamProvider]:
    # Imported when first spoken: most requests sign nobody in, and cold starts should not pay.
    match kind:
        case ProviderKind.GOOGLE:
            from chalicelib.upstream.google import GoogleProvider

            return GoogleProvider
        case ProviderKind.FACEBOOK:
            from chalicelib.upstream.facebook import FacebookProvider

            return FacebookProvider
        case ProviderKind.OIDC:
            from chalicelib.upstream.oidc import OpenIdProvider

            return OpenIdProvider
