"""Authlib's server core, bound to one tenant and one request.

It picks the grant and runs its steps; what each step decides is ours. One engine per request costs
microseconds, needs no locks, and leaves nothing tenant-bound in module state.
"""

from collections.abc import Mapping

from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749.errors import UnsupportedGrantTypeError

from chalicelib.ambient import Journal
from chalicelib.clients.authenticate import authenticate
from chalicelib.clients.model import Client
from chalicelib.clients.ports import ClientRegistry
from chalicelib.flows.token_request import Reply, TokenRequest
from chalicelib.protocol.errors import UnsupportedGrantType
from chalicelib.tenancy.model import Tenant


class Engine(AuthorizationServer):
    """The token endpoint of one tenant, for one request."""

    def __init__(self, tenant: Tenant, clients: ClientRegistry, journal: Journal) -> None:
        super().__init__()
        self.tenant = tenant
        self.clients = clients
        self.journal = journal

    def query_client(self, client_id: str) -> Client | None:
        """Find the client in this tenant, and in no other."""
        return self.clients.find(self.tenant.id, client_id)

    def authenticate_client(self, request: TokenRequest, *_: object) -> Client:
        """Authenticate with the method that the client registered, whatever grants would allow."""
        credentials = request.credentials
        return authenticate(credentials, self.query_client(credentials.client_id))

    def get_token_grant(self, request: TokenRequest) -> object:
        """Find the grant; raises UnsupportedGrantType without repeating what was sent."""
        request.parameters.require("grant_type")
        try:
            return super().get_token_grant(request)
        except UnsupportedGrantTypeError as error:
            raise UnsupportedGrantType("this server has no such grant_type") from error

    def answer(self, request: TokenRequest) -> Reply:
        """Run the grant that the request names. Every refusal becomes an answer."""
        try:
            grant = self.get_token_grant(request)
            grant.validate_token_request()  # type: ignore[attr-defined]
            return self.handle_response(*grant.create_token_response())  # type: ignore[attr-defined]
        except OAuth2Error as error:
            return refusal(error, self.journal, self.tenant)

    def create_oauth2_request(self, request: TokenRequest) -> TokenRequest:
        """Requests arrive as grants read them."""
        return request

    def handle_response(
        self, status: int, body: Mapping[str, object], headers: list[tuple[str, str]]
    ) -> Reply:
        """Keep Authlib's answer as a value."""
        return Reply(status, body, tuple(headers))

    def save_token(self, token: object, request: object) -> None:
        """Nothing to do: what a token rests on was stored before it was signed."""

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Nobody listens."""


def refusal(error: OAuth2Error, journal: Journal, tenant: Tenant) -> Reply:
    """What a client reads of an error; the private detail goes to the journal."""
    journal.note(
        "refused", tenant=tenant.id, error=error.error, detail=getattr(error, "detail", "")
    )
    status, body, headers = error()
    return Reply(status, body, tuple(headers))
