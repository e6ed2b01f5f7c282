"""The journeys, each with the ports that it asks."""

from chalicelib.flows.answer_token_request import AnswerTokenRequest
from chalicelib.flows.ask_consent import AnswerConsent, AskConsent
from chalicelib.flows.begin_sign_in import BeginSignIn
from chalicelib.flows.choose_connection import ChooseConnection
from chalicelib.flows.client_credentials import IssueToClient
from chalicelib.flows.end_family import EndFamily
from chalicelib.flows.end_session import EndSession
from chalicelib.flows.finish_sign_in import FinishSignIn
from chalicelib.flows.introspect_token import IntrospectToken
from chalicelib.flows.issue_code import IssueCode
from chalicelib.flows.issue_tokens import IssueTokens
from chalicelib.flows.look_after_account import LookAfterAccount
from chalicelib.flows.name_status_lists import NameStatusLists
from chalicelib.flows.publish_statuses import PublishStatuses
from chalicelib.flows.read_status_list import ReadStatusList
from chalicelib.flows.read_userinfo import ReadUserinfo
from chalicelib.flows.redeem_code import RedeemCode
from chalicelib.flows.refresh_tokens import RefreshTokens
from chalicelib.flows.revoke_token import RevokeToken
from chalicelib.flows.settle_person import SettlePerson
from chalicelib.flows.sign_out import SignOut
from chalicelib.flows.start_attempt import StartAttempt
from chalicelib.wiring.ports import Ports


def begin_sign_in(ports: Ports) -> BeginSignIn:
    """The authorization endpoint."""
    return BeginSignIn(
        clients=ports.clients,
        sessions=ports.sessions,
        keys=ports.keys,
        issue_code=issue_code(ports),
        ask_consent=ask_consent(ports),
        start_attempt=StartAttempt(
            ports.connections, ports.providers, ports.attempts, ports.clock, ports.entropy
        ),
        journal=ports.journal,
    )


def choose_connection(ports: Ports) -> ChooseConnection:
    """The chooser."""
    return ChooseConnection(
        ports.clients, ports.connections, ports.providers, ports.attempts, ports.clock
    )


def finish_sign_in(ports: Ports) -> FinishSignIn:
    """The callback."""
    return FinishSignIn(
        clients=ports.clients,
        connections=ports.connections,
        providers=ports.providers,
        attempts=ports.attempts,
        settle_person=_settle_person(ports),
        sign_ins=ports.sign_ins,
        ask_consent=ask_consent(ports),
        clock=ports.clock,
        entropy=ports.entropy,
        journal=ports.journal,
    )


def _settle_person(ports: Ports) -> SettlePerson:
    return SettlePerson(
        people=ports.people,
        namesakes=ports.namesakes,
        invitations=ports.invitations,
        roles=ports.roles,
        clock=ports.clock,
        entropy=ports.entropy,
        journal=ports.journal,
    )


def answer_consent(ports: Ports) -> AnswerConsent:
    """The consent page's answer."""
    return AnswerConsent(
        ports.clients, ports.sessions, ports.attempts, issue_code(ports), ports.clock
    )


def answer_token_request(ports: Ports) -> AnswerTokenRequest:
    """The token endpoint, with every grant type."""
    issue_to_client = IssueToClient(ports.keys, ports.signer, ports.clock, ports.entropy)
    return AnswerTokenRequest(
        clients=ports.clients,
        redeem_code=_redeem_code(ports),
        refresh_tokens=_refresh_tokens(ports),
        issue_to_client=issue_to_client,
        journal=ports.journal,
    )


def _redeem_code(ports: Ports) -> RedeemCode:
    return RedeemCode(
        codes=ports.codes,
        families=ports.families,
        places=ports.places,
        refresh_keys=ports.refresh_keys,
        end_family=end_family(ports),
        issue=_issue_tokens(ports),
        clock=ports.clock,
        entropy=ports.entropy,
        journal=ports.journal,
    )


def _refresh_tokens(ports: Ports) -> RefreshTokens:
    return RefreshTokens(
        families=ports.families,
        places=ports.places,
        refresh_keys=ports.refresh_keys,
        connections=ports.connections,
        end_family=end_family(ports),
        issue=_issue_tokens(ports),
        clock=ports.clock,
        journal=ports.journal,
    )


def _issue_tokens(ports: Ports) -> IssueTokens:
    return IssueTokens(
        roles=ports.roles,
        keys=ports.keys,
        signer=ports.signer,
        together=ports.together,
        clock=ports.clock,
        entropy=ports.entropy,
    )


def revoke_token(ports: Ports) -> RevokeToken:
    """The revocation endpoint."""
    return RevokeToken(
        clients=ports.clients,
        families=ports.families,
        refresh_keys=ports.refresh_keys,
        keys=ports.keys,
        end_family=end_family(ports),
        clock=ports.clock,
        journal=ports.journal,
    )


def introspect_token(ports: Ports) -> IntrospectToken:
    """The introspection endpoint."""
    return IntrospectToken(
        clients=ports.clients,
        connections=ports.connections,
        families=ports.families,
        refresh_keys=ports.refresh_keys,
        keys=ports.keys,
        signer=ports.signer,
        clock=ports.clock,
        journal=ports.journal,
    )


def read_userinfo(ports: Ports) -> ReadUserinfo:
    """The userinfo endpoint."""
    return ReadUserinfo(ports.keys, ports.families, ports.connections, ports.clock)


def sign_out(ports: Ports) -> SignOut:
    """The end session endpoint."""
    return SignOut(ports.clients, ports.sessions, ports.keys, end_session(ports), ports.journal)


def look_after_account(ports: Ports) -> LookAfterAccount:
    """The account page."""
    return LookAfterAccount(
        clients=ports.clients,
        connections=ports.connections,
        sessions=ports.sessions,
        families=ports.families,
        end_session=end_session(ports),
        end_family=end_family(ports),
        clock=ports.clock,
        journal=ports.journal,
    )


def end_session(ports: Ports) -> EndSession:
    """Ends sessions, for whoever asks."""
    return EndSession(
        ports.sessions, ports.session_ends, ports.families, ports.clock, ports.entropy
    )


def end_family(ports: Ports) -> EndFamily:
    """Ends families, for whoever asks."""
    return EndFamily(ports.families, ports.clock, ports.entropy)


def publish_statuses(ports: Ports) -> PublishStatuses:
    """Brings status lists up to date."""
    return PublishStatuses(ports.tenants, ports.status_lists, ports.keys, ports.signer, ports.clock)


def read_statuses(ports: Ports) -> tuple[ReadStatusList, NameStatusLists]:
    """The status lists, one and all."""
    one = ReadStatusList(ports.status_lists, publish_statuses(ports), ports.clock)
    return one, NameStatusLists(ports.status_lists, ports.clock)


def issue_code(ports: Ports) -> IssueCode:
    """Issues codes from live sessions."""
    return IssueCode(ports.sign_ins, ports.clock, ports.entropy)


def ask_consent(ports: Ports) -> AskConsent:
    """Asks for consent."""
    return AskConsent(ports.attempts, ports.clock, ports.entropy)
