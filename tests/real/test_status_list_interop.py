"""A status list of ours, read by an implementation of the specification that we did not write."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ops.local.browser import Browser, query_of
from ops.local.relying_party import RelyingParty
from ops.local.walk.operator import Operator
from tests.real.javascript import install, run
from tests.real.stack import serving
from tests.real.walk import sign_in_at
from tests.support.served import Stack

pytestmark = pytest.mark.real

PATIENCE = 10
Read = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stack")


@pytest.fixture(scope="module")
def served(home: Path):
    with serving(home) as stack:
        yield stack


@pytest.fixture(scope="module")
def read(served: Stack) -> Read:
    program = install("jwt_status_list") / "read.mjs"
    issuer = served["tenants"]["acme"]["issuer"]
    return lambda token: run(program, {"issuer": issuer, "token": token})


def sign_in(
    stack: Stack, login: str
) -> tuple[dict[str, Any], Callable[[str, dict[str, str]], Any]]:
    """The tokens of a sign-in at Acme's web app, and how that app posts a form."""
    tenant = stack["tenants"]["acme"]
    known, browser = tenant["clients"]["acme-web"], Browser()
    metadata = browser.get(f"{tenant['issuer']}/.well-known/openid-configuration").json()
    secret = {"client_id": known["client_id"], "client_secret": known["client_secret"]}
    party = RelyingParty(
        client_id=known["client_id"],
        client_secret=None,
        redirect_uri=known["redirect_uris"][0],
        scope="openid orders:read",
    )
    there = party.authorization_url(metadata)
    code = query_of(sign_in_at(browser, there, party.redirect_uri, "google", login))["code"]

    def post(endpoint: str, form: dict[str, str]) -> Any:
        return browser.post(metadata[endpoint], {**form, **secret})

    return post("token_endpoint", party.token_request(code)).json(), post


def until(read: Callable[[], dict[str, Any]], status: int) -> dict[str, Any]:
    """Read until the status is there: the stream takes a moment."""
    deadline = time.monotonic() + PATIENCE
    while (told := read())["own"]["status"] != status and time.monotonic() < deadline:
        time.sleep(0.2)
    return told


def test_a_good_token_is_valid_in_both_its_places(served: Stack, read: Read) -> None:
    tokens, _ = sign_in(served, "ada@acme.test")
    told = read(tokens["access_token"])
    for place in (told["own"], told["client"]):
        assert place == {
            "status": 0,
            "bits": 2,
            "ttl": 30,
            "type": "application/statuslist+jwt",
            "algorithm": "RS256",
        }


def test_a_machines_token_has_one_place(served: Stack, read: Read) -> None:
    known = served["tenants"]["acme"]["clients"]["acme-jobs"]
    form = {
        "grant_type": "client_credentials",
        "client_id": known["client_id"],
        "client_secret": known["client_secret"],
    }
    issuer = served["tenants"]["acme"]["issuer"]
    token = Browser().post(f"{issuer}/token", form).json()["access_token"]
    told = read(token)
    assert (told["own"]["status"], told["client"]) == (0, None)


def test_what_was_revoked_is_invalid_and_its_client_is_not(served: Stack, read: Read) -> None:
    tokens, post = sign_in(served, "ada@acme.test")
    post("revocation_endpoint", {"token": tokens["refresh_token"]})
    told = until(partial(read, tokens["access_token"]), 1)
    assert (told["own"]["status"], told["client"]["status"]) == (1, 0)


def test_whose_roles_changed_is_stale_until_they_refresh(
    served: Stack, read: Read, home: Path
) -> None:
    tokens, post = sign_in(served, "grace@gmail.com")
    operator = Operator(home)
    operator.run("users", "roles", "acme", "grace@gmail.com", "--add", "admin")
    assert until(partial(read, tokens["access_token"]), 3)["own"]["status"] == 3
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    refreshed = post("token_endpoint", form).json()
    assert read(refreshed["access_token"])["own"]["status"] == 0
    assert read(tokens["access_token"])["own"]["status"] == 3
