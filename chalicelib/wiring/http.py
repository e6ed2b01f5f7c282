"""What answers HTTP: every endpoint with its journey."""

from chalicelib.adapters.ahead import load_ahead
from chalicelib.endpoints.account import account_endpoint
from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.authorize import authorize_endpoint
from chalicelib.endpoints.callback import callback_endpoint
from chalicelib.endpoints.consent import consent_endpoint
from chalicelib.endpoints.cors import Cors
from chalicelib.endpoints.discovery import discovery_endpoint
from chalicelib.endpoints.health import health_endpoint
from chalicelib.endpoints.hosts import Hosts
from chalicelib.endpoints.introspect import introspect_endpoint
from chalicelib.endpoints.login import login_endpoint
from chalicelib.endpoints.logout import logout_endpoint
from chalicelib.endpoints.own_domain import own_domain_endpoint
from chalicelib.endpoints.reception import Reception
from chalicelib.endpoints.revoke import revoke_endpoint
from chalicelib.endpoints.status import status_endpoint
from chalicelib.endpoints.token import token_endpoint
from chalicelib.endpoints.userinfo import userinfo_endpoint
from chalicelib.settings import Settings
from chalicelib.wiring import journeys
from chalicelib.wiring.ports import Ports, real_ports


def assemble(app: Broker, settings: Settings) -> None:
    """Give `app` its endpoints, kept by DynamoDB, KMS and the network. Touches none of them yet."""
    ports = real_ports(settings)
    register(app, ports)
    serve_domains(app, ports, settings)
    if settings.loads_ahead:
        load_ahead()


def serve_domains(app: Broker, ports: Ports, settings: Settings) -> None:
    """Let `app` look at hosts, where it is told who says truly which one was asked."""
    if settings.host_from:
        app.locate = Hosts(
            domains=ports.domains,
            public_url=settings.public_url,
            told_by=settings.host_from,
            journal=ports.journal,
        ).locate


def register(app: Broker, ports: Ports) -> None:
    """Give `app` its endpoints, whoever keeps the promises."""
    desk = Reception(ports.tenants, ports.clients, Cors(ports.clients), ports.clock, ports.journal)
    app.register_blueprint(health_endpoint())
    app.register_blueprint(discovery_endpoint(desk, ports.keys))
    app.register_blueprint(own_domain_endpoint())
    app.register_blueprint(authorize_endpoint(desk, journeys.begin_sign_in(ports)))
    app.register_blueprint(login_endpoint(desk, journeys.choose_connection(ports)))
    app.register_blueprint(callback_endpoint(desk, journeys.finish_sign_in(ports)))
    app.register_blueprint(consent_endpoint(desk, journeys.answer_consent(ports)))
    app.register_blueprint(logout_endpoint(desk, journeys.sign_out(ports)))
    app.register_blueprint(account_endpoint(desk, journeys.look_after_account(ports)))
    app.register_blueprint(token_endpoint(desk, journeys.answer_token_request(ports)))
    status = status_endpoint(desk, *journeys.read_statuses(ports))
    app.register_blueprint(status)
    app.register_blueprint(revoke_endpoint(desk, journeys.revoke_token(ports)))
    app.register_blueprint(introspect_endpoint(desk, journeys.introspect_token(ports)))
    app.register_blueprint(userinfo_endpoint(desk, journeys.read_userinfo(ports)))
