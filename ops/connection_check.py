"""Whether a connection can work: what can be tried at a provider without a person."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chalicelib.ambient import Clock
from chalicelib.tenancy.model import Tenant
from chalicelib.upstream.answer import require_object
from chalicelib.upstream.model import (
    Callback,
    Connection,
    ProviderKind,
    UpstreamFailed,
    UpstreamRequest,
)
from chalicelib.upstream.ports import Fetch, Secrets, UpstreamProvider
from chalicelib.upstream.providers import Dialects
from chalicelib.upstream.public_key import KEY_TYPES, read_public_key
from chalicelib.upstream.reach import Reach
from ops.doctor import Finding

#: No provider has made such a code: it is refused, and the way it is refused tells enough.
_NO_CODE = "vestibule-looks-whether-you-know-its-credentials"
_WRONG_CREDENTIALS = frozenset({"invalid_client", "unauthorized_client"})
_GRAPH_BAD_CODE = "100"
#: Said of a wrong app id or app secret; the last one of an outage, too.
_GRAPH_BAD_CLIENTS = frozenset({"101", "190", "1"})
_VERIFIER = "a" * 43


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionCheck:
    """One connection of one tenant, and how to reach its provider."""

    tenant: Tenant
    connection: Connection
    secrets: Secrets
    fetch: Fetch
    locate: Callable[[str], str]
    clock: Clock

    def findings(self) -> Iterator[Finding]:
        """Look at everything; what is wrong in one place hides nothing of another."""
        yield _look("secret", self._secret)
        yield _look("sign-in address", self._address)
        if self.connection.kind is not ProviderKind.FACEBOOK:
            yield _look("signing keys", self._keys)
        yield _look("credentials", self._credentials)

    @property
    def callback(self) -> str:
        """What must be registered with the provider as a redirect URI."""
        return self.tenant.url(f"callback/{self.connection.id}")

    def _secret(self) -> str:
        self.secrets.reveal(self.tenant.id, self.connection)
        return "opens for this tenant and connection"

    def _address(self) -> str:
        address = self._provider().begin(self._request()).partition("?")[0]
        return f"{address} (found as a sign-in would find it)"

    def _keys(self) -> str:
        reach = Reach.build(self.fetch, self.clock, self.locate)
        metadata = reach.discovery.get(self.locate(self.connection.issuer))
        found = require_object(self.fetch.get(metadata.jwks_uri), "the key set").get("keys")
        keys = [key for key in found if isinstance(key, dict)] if isinstance(found, list) else []
        fitting = [name for name in self.connection.algorithms if any(_fits(k, name) for k in keys)]
        if not fitting:
            wanted = ", ".join(self.connection.algorithms)
            raise UpstreamFailed(
                f"none of its {len(keys)} keys fits {wanted}: no ID token verifies"
            )
        return f"{len(keys)} published, for {', '.join(fitting)}"

    def _credentials(self) -> str:
        """A code that was never issued: who refuses the code has accepted the client."""
        # As the provider itself would send it: some promise to name themselves beside the code.
        callback = Callback(code=_NO_CODE, issuer=self.locate(self.connection.issuer))
        try:
            self._provider().redeem(self._request(), callback)
        except UpstreamFailed as failure:
            return self._verdict(failure)
        raise UpstreamFailed("the provider took a code that it cannot have issued")

    def _verdict(self, failure: UpstreamFailed) -> str:
        code = failure.code or ""
        if code == "invalid_grant" or code.partition("/")[0] == _GRAPH_BAD_CODE:
            return "the provider knows client id and secret"
        if code in _WRONG_CREDENTIALS | _GRAPH_BAD_CLIENTS:
            raise UpstreamFailed(
                f"the provider refuses client_id {self.connection.client_id!r} or its secret"
                f" ({failure.reason}); mend the document or the secret, and apply it again"
            )
        if failure.is_passing or not code:
            raise failure
        return f"not to be told without a person: {failure.reason}"

    def _provider(self) -> UpstreamProvider:
        dialects = Dialects(self.fetch, self.secrets, self.clock, self.locate)
        return dialects.of(self.tenant.id, self.connection)

    def _request(self) -> UpstreamRequest:
        return UpstreamRequest(
            redirect_uri=self.callback, state="none", nonce="none", code_verifier=_VERIFIER
        )


def _look(what: str, at: Callable[[], str]) -> Finding:
    try:
        return Finding(what=what, ok=True, told=at())
    except UpstreamFailed as failure:
        later = "; it may pass, try again" if failure.is_passing else ""
        return Finding(what=what, ok=False, told=f"{failure.reason}{later}")


def _fits(key: dict[str, object], algorithm: str) -> bool:
    try:
        read_public_key(key, algorithm)
    except UpstreamFailed:
        return False
    return algorithm in KEY_TYPES
