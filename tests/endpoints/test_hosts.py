"""A host finds a tenant only where the front door itself says which host was asked."""

import json
from dataclasses import dataclass, field

import pytest

from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.events import Arrival, read_event
from chalicelib.endpoints.hosts import GATEWAY, Hosts
from chalicelib.endpoints.incoming import Incoming
from chalicelib.endpoints.lost import refuse
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.ports import StorageUnavailable
from tests.endpoints.events import EVERY_DOOR, Event, http_event, rest_event
from tests.fakes.journal import Notes

LOGIN = "login.acme.com"
HEADER = "x-vestibule-host"


@dataclass
class Domains:
    """Acme's domain; what could be nobody's is never asked for."""

    asked: list[str] = field(default_factory=list)
    is_out: bool = False

    def find(self, domain: str) -> TenantId | None:
        self.asked.append(domain)
        if self.is_out:
            raise StorageUnavailable("timeout")
        return TenantId("acme") if domain == LOGIN else None


@pytest.fixture
def domains() -> Domains:
    return Domains()


@pytest.fixture
def journal() -> Notes:
    return Notes()


@pytest.fixture
def locate(domains: Domains, journal: Notes):
    def locate(event: Event, told_by: str = GATEWAY) -> Arrival | None:
        hosts = Hosts(
            domains=domains,
            public_url="https://auth.example.com",
            told_by=told_by,
            journal=journal,
        )
        return hosts.locate(read_event(event))

    return locate


def at(host: object, path: str = "/token", make=rest_event) -> Event:
    event = make("GET", path)
    return event | {"requestContext": {**event["requestContext"], "domainName": host}}


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/token", "/t/acme/token"),
        ("/status/0", "/t/acme/status/0"),
        ("/callback/go%2Fogle", "/t/acme/callback/go%2Fogle"),
        ("/.well-known/openid-configuration", "/t/acme/.well-known/openid-configuration"),
        (
            "/.well-known/oauth-authorization-server",
            "/.well-known/oauth-authorization-server/t/acme",
        ),
        (
            "/.well-known/oauth-authorization-server/",
            "/.well-known/oauth-authorization-server/t/acme",
        ),
        ("/t/globex/token", "/t/acme/t/globex/token"),
        ("/", "/t/acme/"),
    ],
)
@pytest.mark.parametrize("make", [rest_event, http_event])
def test_under_a_domain_the_root_is_the_tenants(locate, path, inside, make):
    arrival = locate(at(LOGIN, path, make))
    assert (arrival.path, arrival.domain) == (inside, LOGIN)


@pytest.mark.parametrize("host", ["auth.example.com", "AUTH.example.com", "auth.example.com:443"])
def test_under_the_brokers_own_address_a_path_is_what_it_was(locate, domains, host):
    arrival = locate(at(host, "/t/globex/token"))
    assert (arrival.path, arrival.domain) == ("/t/globex/token", None)
    assert domains.asked == []


@pytest.mark.parametrize(
    "host",
    [
        *(None, "", "x@login.acme.com", "evil.test/login.acme.com", "login.acme.com#x"),
        *("login.acme.com, auth.example.com", "login.acme.com auth.example.com", "login_acme.com"),
        *("login.acme.com\n", "login.acme.com:443:1", "DOMAIN#login.acme.com", "lógin.acme.com"),
    ],
)
def test_what_is_no_host_is_nobodys_and_not_looked_up(locate, domains, host):
    assert locate(at(host)) is None
    assert domains.asked == []


@pytest.mark.parametrize(
    "host", ["login.acme.com.evil.test", ".login.acme.com", "login.acme.com.", "acme", "127.0.0.1"]
)
def test_a_host_that_is_not_quite_a_tenants_is_nobodys(locate, host):
    assert locate(at(host)) is None


@pytest.mark.parametrize("path", ["", "-globex/token", "globex/token", "*", "https://x/t/globex"])
def test_what_is_no_path_reaches_nobody(locate, path):
    """Joined to a tenant's name it could be another's."""
    assert locate(at(LOGIN, path)) is None


@pytest.mark.parametrize("make", EVERY_DOOR)
def test_a_header_is_believed_where_the_front_door_writes_it(locate, make):
    event = make("GET", "/token")
    told = {**event.get("headers", {}), "X-Vestibule-Host": LOGIN}
    several = {name: [value] for name, value in told.items()}
    event |= {"headers": told} | ({"multiValueHeaders": several} if several else {})
    assert locate(event, HEADER).path == "/t/acme/token"


@pytest.mark.parametrize("make", EVERY_DOOR)
@pytest.mark.parametrize(
    "name", ["Host", "X-Forwarded-Host", "X-Vestibule-Host", "Forwarded", "X-Host"]
)
def test_what_the_front_door_does_not_write_is_believed_nowhere(locate, domains, make, name):
    event = make("GET", "/token")
    event |= {"headers": {name: LOGIN}, "multiValueHeaders": {name: [LOGIN]}}
    assert locate(event) is None
    assert domains.asked == []
    if name != "X-Vestibule-Host":
        assert locate(at("auth.example.com") | event, HEADER) is None


def test_a_header_that_came_twice_was_not_written_by_one_front_door(locate):
    twice = {"X-Vestibule-Host": [LOGIN, "login.globex.com"]}
    assert locate(rest_event("GET", "/token", multiValueHeaders=twice), HEADER) is None
    joined = {"x-vestibule-host": f"{LOGIN},login.globex.com"}
    assert locate(http_event("GET", "/token", headers=joined), HEADER) is None


def test_past_the_front_door_nobody_is_found(locate):
    assert locate(at(LOGIN), HEADER) is None


def test_an_outage_is_noted(locate, domains, journal):
    domains.is_out = True
    with pytest.raises(StorageUnavailable):
        locate(at(LOGIN))
    assert journal.events() == ["outage"]


def a_broker(locate) -> Broker:
    app = Broker("vestibule", refuse=refuse)
    app.locate = locate

    @app.route("/t/{tenant}/who", methods=["GET"], content_types=["*/*"])
    def who(tenant: str) -> dict[str, str | None]:
        return {"tenant": tenant, "domain": Incoming(app.current_request).domain}

    return app


def test_a_view_learns_under_which_domain_it_is_asked(domains, journal):
    hosts = Hosts(
        domains=domains, public_url="https://auth.example.com", told_by=GATEWAY, journal=journal
    )
    app = a_broker(hosts.locate)
    told = [json.loads(app(at(*one), None)["body"]) for one in (
        (LOGIN, "/who"),
        ("auth.example.com", "/t/acme/who"),
    )]  # fmt: skip
    assert told == [{"tenant": "acme", "domain": LOGIN}, {"tenant": "acme", "domain": None}]


def test_no_event_says_by_itself_that_it_came_under_a_domain():
    event = rest_event("GET", "/t/acme/who")
    event["requestContext"]["ownDomain"] = LOGIN
    app = a_broker(lambda arrival: arrival)
    assert json.loads(app(event, None)["body"])["domain"] is None
