"""Flask's routes behind the verifier."""

import pytest
from flask import Flask

from tests.verifier.an_issuer import GLOBEX, Issuer
from vestibule_verifier.flask import Protect, access_token


@pytest.fixture
def visit(issuer):
    protect = Protect(issuer.verifier(), realm="acme")
    app = Flask("orders")
    protect.register(app)

    @app.get("/me")
    @protect()
    def me():
        return access_token().subject

    @app.get("/orders/<number>")
    @protect(scope="orders:read", entitlement="orders:read:all")
    def order(number):
        return number

    @app.get("/reports")
    @protect()
    def reports():
        access_token().require_role("auditor")
        return "reports"

    @app.get("/plain")
    def plain():
        return protect.admit().subject

    def get(path, token=None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return app.test_client().get(path, headers=headers)

    return get


def test_a_good_token_is_let_in(issuer, visit):
    assert visit("/me", issuer.token()).text == "ada"
    assert visit("/orders/7", issuer.token()).text == "7"
    assert visit("/plain", issuer.token()).text == "ada"


@pytest.mark.parametrize("path", ["/me", "/orders/7", "/reports", "/plain"])
def test_without_a_token_nobody_is_let_in(visit, path):
    answer = visit(path)
    assert (answer.status_code, answer.json) == (401, {})
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="acme"'


@pytest.mark.parametrize("path", ["/me", "/plain"])
def test_another_tenants_token_is_not_let_in(issuer, visit, path):
    globex = Issuer(url=GLOBEX, network=issuer.network, clock=issuer.clock)
    answer = visit(path, globex.token())
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")


def test_a_token_that_allows_too_little_is_told_so(issuer, visit):
    answer = visit("/orders/7", issuer.token(scope="openid"))
    assert answer.status_code == 403
    assert 'scope="orders:read"' in answer.headers["WWW-Authenticate"]
    assert visit("/orders/7", issuer.token(entitlements=[])).status_code == 403


def test_a_view_may_ask_for_more(issuer, visit):
    assert visit("/reports", issuer.token()).status_code == 403
    assert visit("/reports", issuer.token(roles=["auditor"])).text == "reports"


def test_an_outage_is_no_fault_of_the_token(issuer, visit):
    issuer.network.is_down = True
    answer = visit("/me", issuer.token())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "WWW-Authenticate" not in answer.headers
