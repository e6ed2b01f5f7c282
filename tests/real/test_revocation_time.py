"""How soon an API that verifies offline refuses what was taken back, and what knowing it costs.

Every API here has the verifier with its defaults: it looks at a status list every thirty seconds.
The unlucky one looked a moment before the change was published.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlencode

import pytest

from examples.api.app import make_app
from ops.local.browser import Browser, query_of
from ops.local.relying_party import RelyingParty
from ops.local.walk.operator import Operator
from tests.real.stack import serving
from tests.real.walk import sign_in_at
from tests.support.at_once import at_once
from tests.support.served import ROOT, Stack
from vestibule_verifier import Answer, Verifier
from vestibule_verifier.transport import UrllibTransport

pytestmark = pytest.mark.real

TTL, SLACK = 30, 2
REASON = ("--reason", "to see how soon", "--as", "the tests")
# APIs that begin around the moment of the change, and seconds between them; some of them look
# too early, and have the longest to wait.
APIS, APART = 12, 0.1
BETWEEN_REQUESTS = 0.2

DISABLED, PROMOTED = "person disabled", "role added"
SIGNED_OUT, CLIENT_REMOVED = "signed out", "client removed"


@dataclass(slots=True)
class CountingTransport:
    """The verifier's own transport; says what was fetched, and when."""

    asked: list[str] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)  # when a status list was asked for
    within: UrllibTransport = field(default_factory=UrllibTransport)

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append(url)
        if "/status/" in url:
            self.looks.append(time.monotonic())
        return self.within.get(url, headers)


class Api:
    """Acme's API in a process of its own, as far as the broker can tell."""

    def __init__(self, issuer: str) -> None:
        self.transport = CountingTransport()
        self.requests = 0
        verifier = Verifier(issuer, "https://api.acme.test", transport=self.transport)
        self._client = make_app(verifier, "acme").test_client()

    def refusal(self, token: str) -> str | None:
        """Ask for something; why not, if it was refused."""
        self.requests += 1
        bearer = {"Authorization": f"Bearer {token}"}
        answer = self._client.get("/orders", headers=bearer)
        assert answer.status_code in {200, 401}
        return None if answer.status_code == 200 else answer.headers["WWW-Authenticate"]


class Person:
    """Somebody who is signed in at one of Acme's apps."""

    def __init__(self, stack: Stack, client_id: str, connection: str, login: str) -> None:
        self.login = login
        tenant = stack["tenants"]["acme"]
        known = tenant["clients"][client_id]
        discovery = f"{tenant['issuer']}/.well-known/openid-configuration"
        self.browser = Browser()
        self.metadata = self.browser.get(discovery).json()
        party = RelyingParty(
            client_id=client_id,
            client_secret=None,  # it goes into the form
            redirect_uri=known["redirect_uris"][0],
            scope="openid orders:read",
        )
        there, back = party.authorization_url(self.metadata), party.redirect_uri
        code = query_of(sign_in_at(self.browser, there, back, connection, login))["code"]
        form = party.token_request(code) | {"client_secret": known["client_secret"]}
        self.tokens = self.browser.post(self.metadata["token_endpoint"], form).json()

    @property
    def token(self) -> str:
        return self.tokens["access_token"]

    def sign_out(self) -> None:
        asked = urlencode({"id_token_hint": self.tokens["id_token"]})
        self.browser.get(f"{self.metadata['end_session_endpoint']}?{asked}")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a change reached the APIs."""

    apis: list[Api]
    seconds: list[float]  # from the change to the refusal, API by API
    reasons: set[str]


def end(issuer: str, token: str, change: Callable[[], object]) -> Ending:
    """Make the change; ask many APIs until all of them refuse the token."""
    warm = Api(issuer)
    assert warm.refusal(token) is None
    change()
    changed_at = time.monotonic()
    refused: dict[Api, tuple[float, str]] = {}
    apis = [warm]
    while len(refused) < APIS and time.monotonic() < changed_at + TTL + 10:
        if len(apis) < APIS:
            apis.append(Api(issuer))
        for api in apis:
            if api not in refused and (reason := api.refusal(token)):
                refused[api] = (time.monotonic() - changed_at, reason)
        time.sleep(APART if len(apis) < APIS else BETWEEN_REQUESTS)
    told = {reason for _, reason in refused.values()}
    return Ending(apis, [seconds for seconds, _ in refused.values()], told)


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ending]:
    """All changes at once, each to somebody else, by the name of the change."""
    home = tmp_path_factory.mktemp("endings")
    with serving(home) as stack:
        issuer = stack["tenants"]["acme"]["issuer"]
        changes = list(_changes(stack, Operator(home).run))
        ended = at_once(lambda number: end(issuer, *changes[number][1:]), many=len(changes))
    return {name: ending for (name, *_), ending in zip(changes, ended, strict=True)}


def _changes(
    stack: Stack, run: Callable[..., str]
) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Names, tokens, and what shall make those tokens worthless."""
    ada = Person(stack, "acme-web", "google", "ada@acme.test")
    yield DISABLED, ada.token, lambda: run("users", "disable", "acme", ada.login, *REASON)
    grace = Person(stack, "acme-web", "google", "grace@gmail.com")
    promote = ("users", "roles", "acme", grace.login, "--add", "admin", *REASON)
    yield PROMOTED, grace.token, lambda: run(*promote)
    linus = Person(stack, "acme-web", "facebook", "linus@example.org")
    yield SIGNED_OUT, linus.token, linus.sign_out
    mary = Person(stack, "acme-post", "facebook", "mary@facebook.test")
    # The repository's own document is without this client.
    yield (
        CLIENT_REMOVED,
        mary.token,
        lambda: run("tenants", "apply", str(ROOT / "tenants/acme.toml")),
    )


def tell(measured: str) -> None:
    print(measured)  # noqa: T201  # to be quoted: `pytest -rP` shows it


@pytest.mark.parametrize("change", [DISABLED, PROMOTED, SIGNED_OUT, CLIENT_REMOVED])
def test_every_api_refuses_within_its_ttl_and_two_seconds(endings: dict[str, Ending], change: str):
    seconds = endings[change].seconds
    tell(f"{change}: {len(seconds)} APIs refused after {min(seconds):.1f} to {max(seconds):.1f} s")
    assert len(seconds) == APIS
    assert max(seconds) <= TTL + SLACK


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (DISABLED, "the token was revoked"),
        (PROMOTED, "the person's roles have changed"),
        (SIGNED_OUT, "the token was revoked"),
        (CLIENT_REMOVED, "the token was revoked"),
    ],
)
def test_an_api_says_why_it_refuses(endings: dict[str, Ending], change: str, reason: str):
    (told,) = endings[change].reasons
    assert reason in told


def test_some_apis_had_looked_too_early(endings: dict[str, Ending]):
    """Else the seconds above would prove nothing."""
    assert any(max(ending.seconds) > TTL - SLACK for ending in endings.values())


def test_an_api_asks_for_keys_once_and_for_its_list_once_in_its_ttl(endings: dict[str, Ending]):
    apis = [api for ending in endings.values() for api in ending.apis]
    asked = Counter(url.rpartition("/t/")[2] for api in apis for url in api.transport.asked)
    requests = sum(api.requests for api in apis)
    tell(f"{requests} requests to {len(apis)} APIs; asked of the broker: {dict(asked)}")
    for api in apis:
        looks = api.transport.looks
        assert all(later - earlier > TTL - 0.1 for earlier, later in pairwise(looks))
        # Where the keys are, and the keys.
        assert len(api.transport.asked) - len(looks) == 2
