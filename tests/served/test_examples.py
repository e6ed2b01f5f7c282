"""The sample apps: an unmodified OpenID library, and APIs that trust nobody but their issuer."""

import base64
import json
import re
from html import unescape

import jwt
import pytest

from examples.api.app import make_app
from ops.local.browser import Browser, query_of
from tests.served.conftest import sign_in
from vestibule_verifier import Verifier


def token_of(page, card):
    """The raw token that the web app shows in one of its cards."""
    shown = re.search(rf'id="{card}".*?class="raw">(.*?)</p>', page.text, re.DOTALL)
    return re.sub(r"<[^>]+>", "", shown[1])


def claims_of(page):
    """The access token's claims as the web app shows them."""
    (card,) = re.findall(r'id="access-token".*?</article>', page.text, re.DOTALL)
    lines = re.findall(r"<dt>(.*?)</dt><dd><code>(.*?)</code>", card, re.DOTALL)
    return {name: json.loads(unescape(value)) for name, value in reversed(lines)}


@pytest.mark.parametrize(
    ("path", "connection", "login", "name"),
    [
        ("", "google", "ada@acme.test", "Ada Lovelace"),
        ("", "facebook", "mary@facebook.test", "Mary Jackson"),
        ("/globex", "workforce", "hedy@globex.test", "Hedy Lamarr"),
        ("/globex", "facebook", "emmy@example.org", "Emmy Noether"),
    ],
)
def test_a_person_signs_in_over_any_connection(visit, path, connection, login, name):
    page = visit(path, connection, login)
    assert page.status == 200
    assert f'<h1 id="person">{name}</h1>' in page.text


@pytest.mark.parametrize(("tenant", "path"), [("acme", ""), ("globex", "/globex")])
def test_everybodys_token_has_the_roles_that_the_stack_file_tells(stack, tenant, path):
    people = stack["tenants"][tenant]["people"]
    found = [
        claims_of(sign_in(stack, Browser(), path, person["connection"], person["login"]))["roles"]
        for person in people
    ]
    assert found == [person["roles"] for person in people]


def test_signing_out_forgets_the_person(visit, browser):
    page = visit("", "google", "ada@acme.test")
    (form,) = page.markup.forms
    after = browser.follow(browser.post(form.action, form.fields))
    assert "Ada" not in after.text
    assert 'id="sign-in"' in after.text


def test_signing_in_at_one_site_signs_nobody_in_at_the_other(stack, visit, browser):
    visit("", "google", "ada@acme.test")
    other = browser.get(f"{stack['examples']['web_app']}/globex/")
    assert 'id="sign-in"' in other.text


def test_a_person_who_declines_is_told_so_and_may_try_again(stack, visit):
    page = visit("", "google", "ada+denied@acme.test")
    assert page.status == 400
    assert '<code id="error">access_denied</code>' in page.text
    assert query_of(page.url)["iss"] == stack["tenants"]["acme"]["issuer"]


def test_a_lying_upstream_signs_nobody_in(visit):
    page = visit("", "google", "ada+wrong_iss@acme.test")
    assert "Ada Lovelace" not in page.text


def test_an_answer_to_no_question_is_refused(stack, browser):
    page = browser.get(f"{stack['examples']['web_app']}/callback?code=x&state=y")
    assert page.status == 400
    assert "mismatching_state" in page.text


def test_the_session_gets_a_new_name_when_somebody_signs_in(stack, visit, browser):
    before = browser.get(f"{stack['examples']['web_app']}/sign-in").headers["Set-Cookie"]
    visit("", "google", "ada@acme.test")
    (planted,) = re.findall(r"web_app_\d+=[^;]+", before)
    page = Browser().get(stack["examples"]["web_app"], {"Cookie": planted})
    assert "Ada" not in page.text


def test_an_api_asks_for_a_token_without_naming_an_error(stack, browser):
    answer = browser.get(f"{stack['examples']['api']['acme']}/orders")
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="acme"'


@pytest.mark.parametrize("token", ["x", "a.b.c", 'quo"te', "é", "e30.e30.", ""])
def test_an_api_refuses_what_is_no_token(stack, browser, token):
    bearer = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    answer = browser.get(f"{stack['examples']['api']['acme']}/me", bearer)
    assert answer.status == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {"kid": "unpublished"}])
def test_an_api_does_not_believe_what_a_forged_header_says(stack, visit, browser, header):
    token = token_of(visit("", "google", "ada@acme.test"), "access-token")
    genuine, payload, signature = token.split(".")
    forged = jwt.get_unverified_header(token) | header
    part = base64.urlsafe_b64encode(json.dumps(forged).encode()).rstrip(b"=").decode()
    api = f"{stack['examples']['api']['acme']}/me"
    for sent, status in ((genuine, 200), (part, 401)):
        bearer = {"Authorization": f"Bearer {sent}.{payload}.{signature}"}
        assert browser.get(api, bearer).status == status


def test_an_api_that_cannot_have_the_keys_says_so_and_accuses_nobody():
    app = make_app(Verifier("http://localhost:1", "https://api.acme.test"), "acme")
    header = base64.urlsafe_b64encode(b'{"typ":"at+jwt","alg":"RS256","kid":"k"}').decode()
    bearer = {"Authorization": f"Bearer {header.rstrip('=')}.e30.eA"}
    answer = app.test_client().get("/me", headers=bearer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_an_api_takes_no_id_token_for_an_access_token(stack, visit, browser):
    page = visit("", "google", "ada@acme.test")
    bearer = {"Authorization": f"Bearer {token_of(page, 'id-token')}"}
    answer = browser.get(f"{stack['examples']['api']['acme']}/me", bearer)
    assert answer.status == 401
    assert "this is not an access token" in answer.headers["WWW-Authenticate"]


def test_an_api_refuses_another_tenants_token(stack, visit, browser):
    page = visit("/globex", "workforce", "hedy@globex.test")
    bearer = {"Authorization": f"Bearer {token_of(page, 'access-token')}"}
    apis = stack["examples"]["api"]
    assert browser.get(f"{apis['globex']}/reports", bearer).status == 200
    assert browser.get(f"{apis['acme']}/reports", bearer).status == 401


def test_an_api_decides_by_role_and_by_entitlement(stack, visit, browser):
    page = visit("", "google", "grace@gmail.com")
    bearer = {"Authorization": f"Bearer {token_of(page, 'access-token')}"}
    api = stack["examples"]["api"]["acme"]
    refused = browser.get(f"{api}/reports", bearer)
    assert refused.status == 403
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
    orders = browser.get(f"{api}/orders", bearer).json()["orders"]
    assert {order["id"] for order in orders} == {"1042", "1043"}
    assert browser.get(f"{api}/me", bearer).json()["client_id"] == "acme-web"


def test_an_api_serves_a_program_that_acts_for_itself(stack, browser):
    tenant = stack["tenants"]["acme"]
    client = tenant["clients"]["acme-jobs"]
    form = {
        "grant_type": "client_credentials",
        "scope": "orders:read",
        "resource": "https://api.acme.test",
    }
    pair = f"{client['client_id']}:{client['client_secret']}".encode()
    basic = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    token = browser.post(f"{tenant['issuer']}/token", form, basic).json()["access_token"]
    api, bearer = stack["examples"]["api"]["acme"], {"Authorization": f"Bearer {token}"}
    assert browser.get(f"{api}/orders", bearer).status == 200
    assert browser.get(f"{api}/reports", bearer).status == 403
