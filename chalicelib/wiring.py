"""The composition root: the one place where ports meet those who keep their promises."""

import logging
from dataclasses import dataclass

from chalice.app import Chalice

from chalicelib.adapters.ahead import load_ahead
from chalicelib.adapters.dynamodb.attempts import DynamoAttempts
from chalicelib.adapters.dynamodb.changes import read_changes
from chalicelib.adapters.dynamodb.client import DynamoClient, dynamodb_client
from chalicelib.adapters.dynamodb.clients import DynamoClients
from chalicelib.adapters.dynamodb.codes import DynamoCodes
from chalicelib.adapters.dynamodb.holders import DynamoHolders
from chalicelib.adapters.dynamodb.people import DynamoPeople
from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.dynamodb.sign_ins import DynamoSignIns
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.tenants import (
    DynamoConnections,
    DynamoKeyRings,
    DynamoRoleBooks,
    DynamoTenants,
    Houses,
)
from chalicelib.adapters.fetch import GuardedFetch
from chalicelib.adapters.journal import PowertoolsJournal
from chalicelib.adapters.kms.secrets import KmsSecrets
from chalicelib.adapters.kms.signer import KmsSigner
from chalicelib.adapters.system import SystemClock, SystemEntropy, Threads
from chalicelib.ambient import Clock, Entropy, Journal, Together
from chalicelib.clients.ports import ClientRegistry
from chalicelib.endpoints.authorize import authorize_endpoint
from chalicelib.endpoints.batches import Handler
from chalicelib.endpoints.callback import callback_endpoint
from chalicelib.endpoints.consent import consent_endpoint
from chalicelib.endpoints.cors import Cors
from chalicelib.endpoints.deliver import deliver_handler
from chalicelib.endpoints.discovery import discovery_endpoint
from chalicelib.endpoints.health import health_endpoint
from chalicelib.endpoints.login import login_endpoint
from chalicelib.endpoints.logout import logout_endpoint
from chalicelib.endpoints.reception import Reception
from chalicelib.endpoints.relay import relay_handler
from chalicelib.endpoints.token import token_endpoint
from chalicelib.endpoints.userinfo import userinfo_endpoint
from chalicelib.flows.answer_token_request import AnswerTokenRequest
from chalicelib.flows.ask_consent import AnswerConsent, AskConsent
from chalicelib.flows.begin_sign_in import BeginSignIn
from chalicelib.flows.choose_connection import ChooseConnection
from chalicelib.flows.client_credentials import IssueToClient
from chalicelib.flows.finish_sign_in import FinishSignIn
from chalicelib.flows.issue_code import IssueCode
from chalicelib.flows.read_userinfo import ReadUserinfo
from chalicelib.flows.redeem_code import RedeemCode
from chalicelib.flows.sign_out import SignOut
from chalicelib.flows.start_attempt import StartAttempt
from chalicelib.identity.ports import People, RoleBooks, Sessions
from chalicelib.resource_servers.ports import Holders
from chalicelib.settings import Settings
from chalicelib.tenancy.ports import TenantDirectory
from chalicelib.tokens.ports import Codes, KeyRings, Signer, SignIns
from chalicelib.upstream.ports import Connections, PendingSignIns, Providers
from chalicelib.upstream.providers import Dialects


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything that the journeys ask of the world."""

    tenants: TenantDirectory
    clients: ClientRegistry
    connections: Connections
    attempts: PendingSignIns
    providers: Providers
    people: People
    sessions: Sessions
    roles: RoleBooks
    sign_ins: SignIns
    codes: Codes
    keys: KeyRings
    signer: Signer
    holders: Holders
    clock: Clock
    entropy: Entropy
    journal: Journal
    together: Together


@dataclass(frozen=True, slots=True, kw_only=True)
class Functions:
    """The Lambda functions beside the API: behind the table's stream, and behind the queue."""

    relay: Handler
    deliver: Handler


def assemble(app: Chalice, settings: Settings) -> None:
    """Give `app` its endpoints, kept by DynamoDB, KMS and the network. Touches none of them yet."""
    register(app, real_ports(settings))
    if settings.loads_ahead:
        load_ahead()


def real_ports(settings: Settings) -> Ports:
    """The world as it is. Clients for AWS are made by the first call that needs one."""
    return dynamo_ports(settings, dynamodb_client, SystemClock())


def dynamo_ports(settings: Settings, dynamodb: DynamoClient, clock: Clock) -> Ports:
    """The ports over a given DynamoDB and clock."""
    # Its DEBUG lines hold tokens.
    logging.getLogger("authlib").setLevel(logging.INFO)
    entropy = SystemEntropy()
    table = Table(settings.table, dynamodb)
    houses = Houses(table, clock)
    fetch = GuardedFetch(settings.upstream_overrides, settings.ca_bundle)
    return Ports(
        tenants=DynamoTenants(houses),
        clients=DynamoClients(table, clock),
        connections=DynamoConnections(houses),
        attempts=DynamoAttempts(table, entropy),
        providers=Dialects(fetch, KmsSecrets(), clock, fetch.overridden),
        people=DynamoPeople(table),
        sessions=DynamoSessions(table),
        roles=DynamoRoleBooks(houses),
        sign_ins=DynamoSignIns(table),
        codes=DynamoCodes(table, entropy),
        keys=DynamoKeyRings(houses),
        signer=KmsSigner(),
        holders=DynamoHolders(table),
        clock=clock,
        entropy=entropy,
        journal=PowertoolsJournal(settings.log_level),
        together=Threads(),
    )


def register(app: Chalice, ports: Ports) -> None:
    """Give `app` its endpoints, whoever keeps the promises."""
    desk = Reception(ports.tenants, ports.clients, Cors(ports.clients), ports.clock, ports.journal)
    app.register_blueprint(health_endpoint())
    app.register_blueprint(discovery_endpoint(desk, ports.keys))
    app.register_blueprint(authorize_endpoint(desk, _begin_sign_in(ports)))
    app.register_blueprint(login_endpoint(desk, _choose_connection(ports)))
    app.register_blueprint(callback_endpoint(desk, _finish_sign_in(ports)))
    app.register_blueprint(consent_endpoint(desk, _answer_consent(ports)))
    sign_out = SignOut(ports.clients, ports.sessions, ports.keys)
    app.register_blueprint(logout_endpoint(desk, sign_out))
    app.register_blueprint(token_endpoint(desk, _answer_token_request(ports)))
    userinfo = ReadUserinfo(ports.keys, ports.holders, ports.clock)
    app.register_blueprint(userinfo_endpoint(desk, userinfo))


def _begin_sign_in(ports: Ports) -> BeginSignIn:
    return BeginSignIn(
        clients=ports.clients,
        sessions=ports.sessions,
        keys=ports.keys,
        issue_code=_issue_code(ports),
        ask_consent=_ask_consent(ports),
        start_attempt=StartAttempt(
            ports.connections, ports.providers, ports.attempts, ports.clock, ports.entropy
        ),
        journal=ports.journal,
    )


def _choose_connection(ports: Ports) -> ChooseConnection:
    return ChooseConnection(
        ports.clients, ports.connections, ports.providers, ports.attempts, ports.clock
    )


def _finish_sign_in(ports: Ports) -> FinishSignIn:
    return FinishSignIn(
        clients=ports.clients,
        connections=ports.connections,
        providers=ports.providers,
        attempts=ports.attempts,
        people=ports.people,
        roles=ports.roles,
        sign_ins=ports.sign_ins,
        ask_consent=_ask_consent(ports),
        clock=ports.clock,
        entropy=ports.entropy,
        journal=ports.journal,
    )


def _answer_consent(ports: Ports) -> AnswerConsent:
    return AnswerConsent(
        ports.clients, ports.sessions, ports.attempts, _issue_code(ports), ports.clock
    )


def _answer_token_request(ports: Ports) -> AnswerTokenRequest:
    redeem_code = RedeemCode(
        codes=ports.codes,
        roles=ports.roles,
        keys=ports.keys,
        signer=ports.signer,
        together=ports.together,
        clock=ports.clock,
        entropy=ports.entropy,
        journal=ports.journal,
    )
    issue_to_client = IssueToClient(ports.keys, ports.signer, ports.clock, ports.entropy)
    return AnswerTokenRequest(ports.clients, redeem_code, issue_to_client, ports.journal)


def _issue_code(ports: Ports) -> IssueCode:
    return IssueCode(ports.sign_ins, ports.clock, ports.entropy)


def _ask_consent(ports: Ports) -> AskConsent:
    return AskConsent(ports.attempts, ports.clock, ports.entropy)


def assemble_functions(settings: Settings) -> Functions:
    """The functions behind stream and queue, in the world as it is."""
    return functions(real_ports(settings))


def functions(ports: Ports) -> Functions:
    """The functions behind stream and queue, whoever keeps the promises."""
    return Functions(
        relay=relay_handler(read_changes, _nobody_listens, ports.journal),
        deliver=deliver_handler(_nobody_listens, (), ports.journal),
    )


def _nobody_listens(_: object) -> None:
    """Nothing is told to anybody yet."""
