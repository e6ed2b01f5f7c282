"""The stack as a conformance suite would meet it: under its own name, behind TLS."""

import json
import socket
import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from authlib.oidc.discovery import OpenIDProviderMetadata

from ops.local.browser import Answer, Browser, query_of
from ops.local.relying_party import RelyingParty
from tests.real.tls_front import TlsFront, front_of
from tests.support.served import started, wait_until_ready

pytestmark = pytest.mark.real

NAME = "op.vestibule.test"
CALLBACK = "https://suite.vestibule.test:8443/test/a/vestibule/callback"
WELL_KNOWN = ".well-known/openid-configuration"


@pytest.fixture(scope="module")
def front(tmp_path_factory) -> Iterator[TlsFront]:
    """The name in every address of the broker."""
    with front_of(NAME, tmp_path_factory.mktemp("tls")) as listening:
        yield listening


@pytest.fixture(scope="module")
def stack(front, tmp_path_factory) -> Iterator[dict[str, Any]]:
    """What `make serve` runs, with the conformance tenant, under the front's address."""
    home = tmp_path_factory.mktemp("stack")
    variables = {
        "PUBLIC_URL": f"https://{NAME}:{front.port}",
        "TENANTS": "tests/conformance/tenants",
    }
    with started(home, "serve", **variables) as (process, addresses):
        front.broker_port = addresses.port
        assert wait_until_ready(process) == variables["PUBLIC_URL"]
        yield json.loads((home / "stack.json").read_text(encoding="utf-8"))


@pytest.fixture
def issuer(stack) -> str:
    return str(stack["tenants"]["conformance"]["issuer"])


@pytest.fixture
def metadata(issuer) -> dict[str, Any]:
    return Browser().get(f"{issuer}/{WELL_KNOWN}").json()


@pytest.fixture
def rp(stack) -> RelyingParty:
    client = stack["tenants"]["conformance"]["clients"]["oidf-basic-1"]
    return RelyingParty(
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        redirect_uri=CALLBACK,
        scope="openid profile email address phone",
    )


def sign_in(browser: Browser, rp: RelyingParty, metadata: dict[str, Any]) -> Answer:
    """Up to the redirect that leads back to the suite."""
    page = browser.follow(browser.get(rp.authorization_url(metadata)), until=CALLBACK)
    form = page.markup.forms[0]
    told = {**form.fields, "username": "alice", "password": "correct-horse"}
    return browser.follow(browser.post(form.action, told), until=CALLBACK)


def test_the_issuer_is_the_configured_name_whatever_the_front_claims(front, issuer, metadata):
    """DISC-2, DISC-3."""
    assert issuer == f"https://{NAME}:{front.port}/t/conformance"
    assert metadata["issuer"] == issuer
    addresses = [value for name, value in metadata.items() if name.endswith(("_endpoint", "_uri"))]
    assert len(addresses) >= 4
    assert all(address.startswith(f"{issuer}/") for address in addresses)
    assert "evil.example" not in json.dumps(metadata)
    assert "http:" not in json.dumps(metadata)
    OpenIDProviderMetadata(metadata).validate()


def test_no_request_changes_the_issuer_either(issuer):
    """DISC-2: nor does a Host header, nor one of the front's spoken by the client."""
    hostile = {"Host": "evil.example", "X-Forwarded-Host": "worse.example"}
    told = Browser().get(f"{issuer}/{WELL_KNOWN}", hostile).json()
    assert told["issuer"] == issuer


def test_the_front_speaks_modern_tls_only(front):
    """1.1: TLS 1.2 with an ephemeral key and AES-GCM, or better."""
    context = ssl.create_default_context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        socket.create_connection(("127.0.0.1", front.port)) as plain,
        context.wrap_socket(plain, server_hostname=NAME) as secured,
    ):
        suite = secured.cipher()
    assert suite is not None
    assert suite[0].startswith("ECDHE-")
    assert "-GCM-" in suite[0]


def test_headers_reach_the_client_unchanged(issuer):
    """1.1, UI-8."""
    keys = Browser().get(f"{issuer}/jwks")
    assert keys.headers["Cache-Control"] == "public, max-age=300"
    assert abs(parsedate_to_datetime(keys.headers["Date"]).timestamp() - time.time()) < 10  # noqa: TID251
    assert len(keys.headers.get_all("Date")) == 1
    challenged = Browser().get(f"{issuer}/userinfo", {"Authorization": "bearer nonsense"})
    assert challenged.status == 401
    assert challenged.headers["WWW-Authenticate"].startswith('Bearer error="invalid_token"')


def test_alice_signs_in(issuer, metadata, rp):
    """1.1, DISC-2, IDT-1, UI-2: with an ordinary HTTP client, and a real clock."""
    browser = Browser()
    back = sign_in(browser, rp, metadata)
    assert back.location is not None
    parameters = query_of(back.location)
    assert rp.is_answer(parameters, issuer)
    answer = browser.post(
        metadata["token_endpoint"], rp.token_request(parameters["code"]), rp.credentials()
    )
    assert answer.status == 200, answer.text
    tokens, keys = answer.json(), browser.get(metadata["jwks_uri"]).json()
    claims = rp.verify_id_token(tokens["id_token"], metadata, keys)
    assert abs(claims["iat"] - time.time()) < 10  # noqa: TID251
    told = browser.get(
        metadata["userinfo_endpoint"], {"Authorization": f"Bearer {tokens['access_token']}"}
    )
    assert told.json()["sub"] == claims["sub"]
    assert told.json()["name"] == "Alice Example"


def test_every_cookie_is_bound_to_this_host_and_to_tls(metadata, rp):
    """X-4, 1.1."""
    browser = Browser()
    begun = browser.get(rp.authorization_url(metadata))
    page = browser.follow(begun, until=CALLBACK)
    form = page.markup.forms[0]
    told = {**form.fields, "username": "alice", "password": "correct-horse"}
    callback = browser.get(browser.post(form.action, told).location or "")
    cookies = [
        cookie
        for answer in (begun, callback)
        for cookie in answer.headers.get_all("Set-Cookie") or ()
    ]
    assert len(cookies) >= 3
    for cookie in cookies:
        name, *attributes = (part.strip() for part in cookie.split(";"))
        assert name.startswith("__Host-vestibule-conformance-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes)
        assert not any(each.startswith("Domain") for each in attributes)


def test_every_redirect_stays_on_the_public_name(issuer, metadata, rp):
    """AZ-1, AZ-26, DISC-3: a POST becomes a GET of the same address, not of the broker's own."""
    address, _, query = rp.authorization_url(metadata).partition("?")
    asked = dict(part.split("=", 1) for part in query.split("&"))
    posted = Browser().post(address, asked)
    assert posted.status == 303
    assert posted.location is not None
    assert posted.location.startswith(f"{issuer}/authorize?")
    begun = Browser().get(rp.authorization_url(metadata))
    upstream = query_of(begun.location or "")
    assert upstream["redirect_uri"] == f"{issuer}/callback/op"
    assert urlsplit(upstream["redirect_uri"]).scheme == "https"
