"""openid-client, unmodified: every kind of client of ours, found by discovery alone."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.real.javascript import install, run
from tests.support.served import Stack

pytestmark = pytest.mark.real

SCOPE = "openid profile email orders:read"
CONTINUE = {
    "google": "Continue with Google",
    "facebook": "Continue with Facebook",
    "workforce": "Continue with Globex employees",
}


@pytest.fixture(scope="module")
def programs() -> Path:
    return install("openid_client")


@pytest.fixture
def log_in(stack: Stack, programs: Path):
    return partial(_log_in, stack, programs)


def _log_in(
    stack: Stack, programs: Path, client_id: str, authentication: str, via: str, login: str
) -> dict[str, Any]:
    tenant = client_id.partition("-")[0]
    request = {
        **_registration(stack, tenant, client_id, authentication),
        "scope": SCOPE,
        "audience": f"https://api.{tenant}.test",
        "connection": CONTINUE[via],
        "login": login,
    }
    report = run(programs / "log_in.mjs", request)
    _agree(report, stack["tenants"][tenant]["issuer"], client_id)
    return report


def _registration(stack: Stack, tenant: str, client_id: str, authentication: str) -> dict[str, Any]:
    known = stack["tenants"][tenant]["clients"][client_id]
    return {
        "issuer": stack["tenants"][tenant]["issuer"],
        "clientId": client_id,
        "clientSecret": known.get("client_secret"),
        "redirectUri": known.get("redirect_uris", [None])[0],
        "authentication": authentication,
    }


def _agree(report: dict[str, Any], issuer: str, client_id: str) -> None:
    id_token, access_token = report["idToken"], report["accessToken"]
    assert id_token["iss"] == access_token["iss"] == issuer
    assert id_token["sub"] == access_token["sub"] == report["userinfo"]["sub"]
    assert id_token["aud"] == access_token["client_id"] == client_id


@pytest.mark.parametrize(
    ("client_id", "authentication", "via", "login"),
    [
        ("acme-web", "client_secret_basic", "google", "ada@acme.test"),
        ("acme-web", "default", "google", "grace@gmail.com"),
        ("acme-web", "client_secret_basic", "facebook", "mary@facebook.test"),
        ("acme-post", "client_secret_post", "google", "ada@acme.test"),
        ("acme-post", "default", "google", "ada@acme.test"),
        ("acme-spa", "none", "google", "ada@acme.test"),
        ("globex-web", "client_secret_basic", "workforce", "hedy@globex.test"),
        ("globex-spa", "none", "workforce", "alan@globex.test"),
    ],
)
def test_a_person_signs_in(
    log_in, stack: Stack, client_id: str, authentication: str, via: str, login: str
):
    report = log_in(client_id, authentication, via, login)
    people = stack["tenants"][client_id.partition("-")[0]]["people"]
    (person,) = (one for one in people if one["login"] == login)
    assert report["accessToken"]["roles"] == person["roles"]
    assert report["accessToken"]["scope"] == SCOPE
    assert 590 <= report["expiresIn"] <= 600
    if via != "facebook":
        assert report["userinfo"]["email"] == login


def test_a_person_is_one_subject_to_all_apps_of_a_tenant(log_in):
    web = log_in("acme-web", "client_secret_basic", "google", "ada@acme.test")
    spa = log_in("acme-spa", "none", "google", "ada@acme.test")
    other = log_in("acme-spa", "none", "google", "grace@gmail.com")
    assert web["idToken"]["sub"] == spa["idToken"]["sub"]
    assert web["idToken"]["sub"] != other["idToken"]["sub"]


@pytest.mark.parametrize("tenant", ["acme", "globex"])
def test_a_program_without_a_person_acts_for_itself(stack: Stack, programs: Path, tenant: str):
    client_id, audience = f"{tenant}-jobs", f"https://api.{tenant}.test"
    registration = _registration(stack, tenant, client_id, "client_secret_basic")
    request = {**registration, "scope": "orders:read", "audience": audience}
    report = run(programs / "act_alone.mjs", request)
    assert "id_token" not in report["names"]
    assert "refresh_token" not in report["names"]
    told = report["accessToken"]
    assert (told["sub"], told["client_id"], told["aud"]) == (client_id, client_id, audience)
    assert told["scope"] == "orders:read"
