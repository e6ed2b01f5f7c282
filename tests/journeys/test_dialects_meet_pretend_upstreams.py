"""Our dialects and the pretend providers of the local stack: strict against strict."""

from dataclasses import dataclass, field, replace
from itertools import cycle
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.model import (
    Assertion,
    Callback,
    Connection,
    ConnectionId,
    EmailTrust,
    ProviderKind,
    UpstreamFailed,
    UpstreamRefused,
    UpstreamRequest,
)
from chalicelib.upstream.ports import Fetched
from chalicelib.upstream.providers import Dialects
from ops.local.pretend.app import make_pretend_app
from ops.local.pretend.house import Surroundings
from ops.local.pretend.keys import SigningKey
from ops.local.pretend.misbehaviour import known_words
from ops.local.pretend.world import App, Person, Provider, World
from tests.fakes.clock import FrozenClock

HERE = "http://localhost:8788"
REDIRECT_URI = "https://broker.test/t/acme/callback/one"
APP = App(client_id="acme-app", client_secret="s3cret/+%:", redirect_uris=(REDIRECT_URI,))
ADA = Person(
    login="ada@acme.test",
    subject="110000000000000000001",
    claims={
        "name": "Ada Lovelace",
        "given_name": "Ada",
        "email": "ada@acme.test",
        "email_verified": True,
        "hd": "acme.test",
        "picture": "https://people.test/ada.png",
        "groups": ["engineering"],
    },
)
KINDS = ("google", "facebook", "oidc")
WORLD = World(
    base_url=HERE,
    providers=tuple(Provider(name=kind, kind=kind, apps=(APP,), people=(ADA,)) for kind in KINDS),
)
ELSEWHERE = {
    "https://accounts.google.com": f"{HERE}/google",
    "https://www.facebook.com": f"{HERE}/facebook",
    "https://graph.facebook.com": f"{HERE}/facebook",
    "https://id.globex.example": f"{HERE}/oidc",
}
CONNECTIONS = {
    kind: Connection(
        id=ConnectionId("one"),
        kind=ProviderKind(kind),
        label=kind,
        issuer=issuer,
        client_id=APP.client_id,
        userinfo=kind != "facebook",  # or a userinfo that lies would go unheard
        scopes=("public_profile", "email")
        if kind == "facebook"
        else ("openid", "email", "profile"),
    )
    for kind, issuer in zip(
        KINDS,
        ("https://accounts.google.com", "https://www.facebook.com", "https://id.globex.example"),
        strict=True,
    )
}
# RSA keys are slow to make; a world takes two and rotates a few.
KEYS = cycle(SigningKey.make() for _ in range(9))
LARGEST_BODY = 1024 * 1024

#: Words after which a good provider would still sign the person in.
HARMLESS = {"rotated", "no_email", "unverified_email"}
PASSING = {"slow", "error_500"}


class OpenSecrets:
    def reveal(self, _tenant: TenantId, _connection: Connection) -> str:
        return APP.client_secret


@dataclass
class ThroughFlask:
    """Keeps the promise of `Fetch` by handing requests to the pretend app, as slow as it says."""

    browser: FlaskClient
    naps: list[float] = field(default_factory=list)

    def get(self, url, headers=None):
        return self._read(self.browser.get(url, headers=headers))

    def post_form(self, url, form, headers=None):
        return self._read(self.browser.post(url, data=dict(form), headers=headers))

    def _read(self, response):
        if self.naps:
            self.naps.clear()
            raise UpstreamFailed("no answer in time", is_passing=True)
        if len(response.data) > LARGEST_BODY:
            raise UpstreamFailed("the answer is too large")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(response.status_code, headers, response.data)


@dataclass
class Broker:
    """Our side, and a browser that carries answers between the two."""

    dialects: Dialects
    browser: FlaskClient

    def sign_in(self, connection: Connection, login: str, **asked: object) -> Assertion:
        request = UpstreamRequest(
            redirect_uri=REDIRECT_URI,
            state="s" * 43,
            nonce="n" * 43,
            code_verifier="v" * 43,
            login_hint=login,
            **asked,
        )
        provider = self.dialects.of(TenantId("acme"), connection)
        response = self.browser.get(provider.begin(request))
        assert response.location.startswith(REDIRECT_URI), response.text
        answer = dict(parse_qsl(urlsplit(response.location).query))
        assert answer["state"] == request.state
        return provider.redeem(
            request,
            Callback(
                code=answer.get("code"),
                error=answer.get("error"),
                issuer=answer.get("iss"),
            ),
        )


@pytest.fixture
def broker() -> Broker:
    clock = FrozenClock()
    naps: list[float] = []
    app = make_pretend_app(
        WORLD, Surroundings(clock=clock.now, pause=naps.append, make_key=KEYS.__next__)
    )
    fetch = ThroughFlask(app.test_client(), naps)

    def locate(url: str) -> str:
        return ELSEWHERE.get(url, url)

    return Broker(Dialects(fetch, OpenSecrets(), clock, locate), app.test_client())


@pytest.mark.parametrize("kind", KINDS)
def test_a_person_signs_in(broker, kind):
    assertion = broker.sign_in(CONNECTIONS[kind], "ada@acme.test")
    assert assertion.issuer == CONNECTIONS[kind].issuer
    assert assertion.subject
    assert assertion.email == "ada@acme.test"
    assert assertion.profile["name"] == "Ada Lovelace"
    assert assertion.profile["picture"] == "https://people.test/ada.png"


def test_each_kind_is_believed_about_e_mail_as_it_deserves(broker):
    trust = {
        kind: broker.sign_in(connection, "ada@acme.test").email_trust
        for kind, connection in CONNECTIONS.items()
    }
    assert trust == {
        "google": EmailTrust.AUTHORITATIVE,
        "facebook": EmailTrust.UNVERIFIED,
        "oidc": EmailTrust.UNVERIFIED,
    }


def test_a_workforce_provider_tells_groups_and_when_and_how(broker):
    connection = replace(
        CONNECTIONS["oidc"],
        scopes=("openid", "email", "profile", "groups"),
        token_authentication="client_secret_basic",
    )
    assertion = broker.sign_in(connection, "ada@acme.test", acr_values=("gold",), max_age=0)
    assert assertion.groups == ("engineering",)
    assert assertion.authenticated_at is not None
    assert assertion.acr == "gold"


def test_a_workspace_keeps_its_own_people_and_no_others(broker):
    google = CONNECTIONS["google"]
    inside = replace(google, hosted_domain="acme.test")
    assert broker.sign_in(inside, "ada@acme.test").hosted_domain == "acme.test"
    with pytest.raises(UpstreamRefused):
        broker.sign_in(replace(google, hosted_domain="globex.test"), "ada@acme.test")


@pytest.mark.parametrize(
    ("kind", "word"), [(kind, word) for kind in KINDS for word in known_words(kind)]
)
def test_a_provider_that_misbehaves_signs_in_nobody_it_should_not(broker, kind, word):
    login = f"ada+{word}@acme.test"
    if word in HARMLESS:
        assertion = broker.sign_in(CONNECTIONS[kind], login)
        assert assertion.email_trust is not EmailTrust.AUTHORITATIVE or word == "rotated"
        assert (assertion.email is None) == (word == "no_email")
        return
    refusal = UpstreamRefused if word == "denied" else UpstreamFailed
    with pytest.raises(refusal) as failure:
        broker.sign_in(CONNECTIONS[kind], login)
    if isinstance(failure.value, UpstreamFailed):
        assert failure.value.is_passing is (word in PASSING)


@pytest.mark.parametrize("kind", ["google", "oidc"])
def test_every_word_in_a_row_leaves_the_next_person_unharmed(broker, kind):
    for word in known_words(kind):
        if word not in HARMLESS:
            with pytest.raises((UpstreamRefused, UpstreamFailed)):
                broker.sign_in(CONNECTIONS[kind], f"ada+{word}@acme.test")
        assert broker.sign_in(CONNECTIONS[kind], "ada+rotated@acme.test").subject == ADA.subject
