"""Answer a request for somebody who is signed in already: a code, from their live session."""

from dataclasses import dataclass

from chalicelib.ambient import Clock, Entropy
from chalicelib.clients.model import Client
from chalicelib.clients.request import AuthorizationRequest
from chalicelib.identity.session import SignedIn
from chalicelib.protocol.errors import LoginRequired
from chalicelib.protocol.redirects import AuthorizationResponse
from chalicelib.tenancy.model import Tenant
from chalicelib.tokens.code import issue_code
from chalicelib.tokens.ports import SessionEnded, SignIns


@dataclass(frozen=True, slots=True)
class IssueCode:
    """Issues authorization codes from live sessions."""

    sign_ins: SignIns
    clock: Clock
    entropy: Entropy

    def __call__(
        self, tenant: Tenant, client: Client, request: AuthorizationRequest, signed_in: SignedIn
    ) -> AuthorizationResponse:
        """Write the code and return the client's answer.

        Raises LoginRequired when the session ended between being read and being used.
        """
        code, now = self.entropy.token(), self.clock.now()
        record = issue_code(code, request, client, signed_in, tenant.lifetimes, now)
        idle_expires_at = now + tenant.lifetimes.session_idle
        try:
            self.sign_ins.extend(tenant.id, signed_in.session, record, idle_expires_at)
        except SessionEnded as error:
            raise LoginRequired("the session has ended") from error
        return request.address.with_code(code)
