"""A tenant's own domain on a served stack: behind TLS, found by name, with real cookies."""

import json
from collections.abc import Iterator
from shutil import copytree
from typing import Any

import pytest

from ops.local.browser import Browser, query_of
from ops.local.relying_party import RelyingParty
from tests.real.tls_front import TlsFront, front_of
from tests.support.served import started, wait_until_ready

pytestmark = pytest.mark.real

DOMAIN = "login.vestibule.test"
ISSUER = f"https://{DOMAIN}"
PUBLIC = "op.vestibule.test"
CALLBACK = "https://suite.vestibule.test:8443/test/a/vestibule/callback"
WELL_KNOWN = ".well-known/openid-configuration"


@pytest.fixture(scope="module")
def front(tmp_path_factory) -> Iterator[TlsFront]:
    """The domain, at the usual port."""
    with front_of(DOMAIN, tmp_path_factory.mktemp("tls")) as listening:
        yield listening


@pytest.fixture(scope="module")
def stack(front, tmp_path_factory) -> Iterator[dict[str, Any]]:
    """What `make serve` runs, with the conformance tenant at a domain of its own."""
    home, tenants = tmp_path_factory.mktemp("stack"), tmp_path_factory.mktemp("t") / "tenants"
    copytree("tests/conformance/tenants", tenants)
    document = tenants / "conformance.toml"
    document.write_text(f'domain = "{DOMAIN}"\n{document.read_text(encoding="utf-8")}')
    variables = {"PUBLIC_URL": f"https://{PUBLIC}", "TENANTS": str(tenants)}
    with started(home, "serve", **variables) as (process, addresses):
        front.broker_port = addresses.port
        assert wait_until_ready(process) == variables["PUBLIC_URL"]
        yield json.loads((home / "stack.json").read_text(encoding="utf-8"))


def test_alice_signs_in_at_the_domain(stack) -> None:
    tenant = stack["tenants"]["conformance"]
    client = tenant["clients"]["oidf-basic-1"]
    rp = RelyingParty(
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        redirect_uri=CALLBACK,
        scope="openid profile email",
    )
    browser = Browser()
    metadata = browser.get(f"{ISSUER}/{WELL_KNOWN}").json()
    assert metadata["issuer"] == tenant["issuer"] == ISSUER
    page = browser.follow(browser.get(rp.authorization_url(metadata)), until=CALLBACK)
    form = page.markup.forms[0]
    told = {**form.fields, "username": "alice", "password": "correct-horse"}
    back = browser.follow(browser.post(form.action, told), until=CALLBACK)
    parameters = query_of(back.location or "")
    assert rp.is_answer(parameters, ISSUER)
    answer = browser.post(
        metadata["token_endpoint"], rp.token_request(parameters["code"]), rp.credentials()
    )
    keys = browser.get(metadata["jwks_uri"]).json()
    claims = rp.verify_id_token(answer.json()["id_token"], metadata, keys)
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    told = browser.get(metadata["userinfo_endpoint"], bearer).json()
    assert told["sub"] == claims["sub"]
    assert browser.get(f"{ISSUER}/account").status == 200


@pytest.mark.usefixtures("stack")
@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        (DOMAIN, WELL_KNOWN, 200),
        (DOMAIN, ".well-known/oauth-authorization-server", 200),
        (DOMAIN, f"t/conformance/{WELL_KNOWN}", 404),
        (PUBLIC, f"t/conformance/{WELL_KNOWN}", 404),
        (PUBLIC, "healthz", 200),
        (PUBLIC, WELL_KNOWN, 404),
        ("nobody.vestibule.test", WELL_KNOWN, 404),
        ("nobody.vestibule.test", f"t/conformance/{WELL_KNOWN}", 404),
        ("nobody.vestibule.test", "healthz", 404),
    ],
)
def test_the_host_decides_and_what_a_front_forwards_does_not(host, path, status) -> None:
    answer = Browser().get(f"{ISSUER}/{path}", {"Host": host})
    assert answer.status == status
    assert "evil.example" not in answer.text
