"""The token endpoint: read strictly, authenticate the client, run the grant."""

from dataclasses import dataclass

from authlib.oauth2.rfc6749 import OAuth2Error

from chalicelib.ambient import Journal
from chalicelib.clients.authenticate import read_credentials
from chalicelib.clients.ports import ClientRegistry
from chalicelib.flows.client_credentials import IssueToClient, MachineGrant
from chalicelib.flows.engine import Engine, refusal
from chalicelib.flows.redeem_code import CodeGrant, RedeemCode
from chalicelib.flows.refresh_tokens import RefreshGrant, RefreshTokens
from chalicelib.flows.token_request import Reply, TokenRequest
from chalicelib.protocol.parameters import Parameters
from chalicelib.tenancy.model import Tenant


@dataclass(frozen=True, slots=True)
class AnswerTokenRequest:
    """RFC 6749 section 3.2."""

    clients: ClientRegistry
    redeem_code: RedeemCode
    refresh_tokens: RefreshTokens
    issue_to_client: IssueToClient
    journal: Journal

    def __call__(self, tenant: Tenant, authorization: list[str], form: Parameters) -> Reply:
        """Answer with tokens, or with the registered error."""
        engine = Engine(tenant, self.clients, self.journal)
        engine.register_grant(CodeGrant, [self.redeem_code])
        engine.register_grant(RefreshGrant, [self.refresh_tokens])
        engine.register_grant(MachineGrant, [self.issue_to_client])
        try:
            credentials = read_credentials(authorization, form.check())
        except OAuth2Error as error:
            return refusal(error, self.journal, tenant)
        return engine.answer(TokenRequest(tenant.url("token"), form, credentials))
