"""Which grants there are, who may use them, and what a program gets for itself."""

from typing import Any

import pytest

from tests.journeys.app import App, acme_spa, acme_web, jobs
from tests.journeys.refusals import require_dead, require_refusal
from tests.journeys.village import Village

API = "https://api.acme.test"


@pytest.fixture
def app(village: Village) -> App:
    return acme_web(village)


@pytest.mark.parametrize(
    "grant", ["password", "implicit", "urn:x", "<script>", "Authorization_code"]
)
def test_a_grant_that_is_not_offered_is_unsupported(app: App, grant: str) -> None:
    response = app.token({"grant_type": grant, "refresh_token": "a-token", "username": "ada"})
    require_refusal(response, "unsupported_grant_type")
    assert grant not in response.text


def test_no_grant_at_all_is_an_invalid_request(app: App) -> None:
    require_refusal(app.token({"code": "x"}), "invalid_request")


def test_a_client_uses_only_the_grants_it_is_registered_for(village: Village) -> None:
    for app in (acme_web(village), acme_spa(village)):
        require_refusal(app.token({"grant_type": "client_credentials"}), "unauthorized_client")
    machine = jobs(village)
    response = machine.token({"grant_type": "authorization_code", "code": "x"})
    require_refusal(response, "unauthorized_client")


@pytest.mark.parametrize(
    ("tenant", "client_id", "basic"),
    [("acme", "acme-jobs", True), ("twin", "acme-jobs", True), ("twin", "twin-poster", False)],
)
def test_a_program_gets_a_token_for_itself_and_for_nobody_else(
    village: Village, tenant: str, client_id: str, basic: bool
) -> None:
    machine = jobs(village, tenant, client_id)
    response = machine.token({"grant_type": "client_credentials"}, basic=basic)
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert set(response.json) == {"access_token", "token_type", "expires_in", "scope"}
    claims = machine.verified(response.json["access_token"], API)
    assert claims["sub"] == claims["client_id"] == client_id
    assert not {"roles", "auth_time", "sid"} & set(claims)
    refused = machine.userinfo(response.json["access_token"])
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "orders:read orders:write"),
        ({"scope": "orders:read"}, "orders:read"),
        ({"scope": "orders:write orders:write"}, "orders:write"),
        ({"resource": API}, "orders:read orders:write"),
        ({"scope": "orders:read openid"}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": "nothing"}, "invalid_scope"),
        ({"resource": "https://api.globex.test"}, "invalid_target"),
        ({"resource": [API, "https://elsewhere.test"]}, "invalid_target"),
    ],
)
def test_a_program_may_ask_for_less_but_never_for_more(
    village: Village, change: dict[str, Any], expected: str
) -> None:
    machine = jobs(village, "twin", "twin-poster")
    response = machine.token({"grant_type": "client_credentials", **change}, basic=False)
    if expected.startswith("invalid"):
        require_refusal(response, expected)
    else:
        assert response.json["scope"] == expected


def test_a_client_uses_only_the_method_it_registered(village: Village) -> None:
    machine = jobs(village, "twin", "twin-poster")
    response = machine.token({"grant_type": "client_credentials"}, basic=True)
    require_refusal(response, "invalid_client", 401)


@pytest.mark.parametrize("basic", [True, False])
def test_a_client_that_registered_no_method_sends_its_secret_either_way(
    village: Village, basic: bool
) -> None:
    machine = jobs(village)
    response = machine.token({"grant_type": "client_credentials"}, basic=basic)
    assert response.status_code == 200


def test_a_program_of_another_tenant_is_unknown_here(village: Village) -> None:
    twin, ours = jobs(village, "twin", "acme-jobs"), jobs(village)
    token = twin.token({"grant_type": "client_credentials"}).json["access_token"]
    require_dead(ours.userinfo(token))
