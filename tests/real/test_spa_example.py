"""The sample single-page app in Chromium, with oidc-client-ts as its makers ship it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.local.browser import Browser
from tests.real.browser.app import sign_in_as_ada
from tests.real.browser.tab import Tab
from tests.real.javascript import install
from tests.real.stack import serving_across_sites
from tests.support.served import Stack

pytestmark = pytest.mark.real

USER = (
    "sessionStorage.getItem(Object.keys(sessionStorage).find(key => key.startsWith('oidc.user:')))"
)


@pytest.fixture(scope="module")
def spa_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The broker is of another site than the app: no cookie of its reaches it from a script."""
    modules = Path(install("openid_client") / "node_modules").absolute()
    with serving_across_sites(tmp_path_factory.mktemp("spa"), NODE_MODULES=str(modules)) as served:
        yield served


@pytest.fixture
def page(spa_stack: Stack) -> str:
    return f"{spa_stack['examples']['web_app']}/spa/"


@pytest.fixture
def signed_in(tab: Tab, page: str) -> Tab:
    """A tab in which Ada came back to the app."""
    tab.go(page)
    tab.click("Sign in")
    sign_in_as_ada(tab)
    tab.wait_for(f"location.href === {json.dumps(page)} && {says('Ada Lovelace')}")
    return tab


def says(name: str) -> str:
    return f"document.getElementById('person')?.textContent === {json.dumps(name)}"


def user_of(tab: Tab) -> dict[str, Any]:
    user: dict[str, Any] = json.loads(tab.ask(USER))
    return user


def refreshed(stack: Stack, token: str) -> Any:
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": "acme-spa"}
    return Browser().post(f"{stack['tenants']['acme']['issuer']}/token", form).json()


def test_ada_signs_in_and_sees_her_orders_and_her_tokens(signed_in: Tab):
    signed_in.click("Ask the API")
    signed_in.wait_for("document.querySelectorAll('#orders li').length === 3")
    claims = json.loads(signed_in.ask("document.getElementById('access-token').textContent"))
    assert (claims["client_id"], claims["roles"]) == ("acme-spa", ["admin", "member"])
    user = user_of(signed_in)
    assert user["profile"]["email"] == "ada@acme.test"
    assert user["scope"] == "openid profile email orders:read"
    assert "code=" not in signed_in.ask("location.href")
    assert not signed_in.complaints()


def test_tokens_are_renewed_a_minute_before_they_expire_without_a_frame(signed_in: Tab):
    before = user_of(signed_in)
    ageing = json.dumps(
        {**before, "expires_at": signed_in.ask("Math.floor(Date.now() / 1000) + 62")}
    )
    key = "Object.keys(sessionStorage).find(key => key.startsWith('oidc.user:'))"
    signed_in.ask(f"sessionStorage.setItem({key}, {json.dumps(ageing)})")
    signed_in.send("Page.reload")
    signed_in.wait_for("document.getElementById('renewals')?.textContent === '1'")
    after = user_of(signed_in)
    assert after["refresh_token"] != before["refresh_token"]
    assert after["access_token"] != before["access_token"]
    assert after["profile"]["sub"] == before["profile"]["sub"]
    assert signed_in.ask("document.querySelectorAll('iframe').length") == 0
    assert not signed_in.complaints()


def test_who_signs_out_is_out_everywhere(signed_in: Tab, spa_stack: Stack, page: str):
    token = user_of(signed_in)["refresh_token"]
    signed_in.click("Sign out")
    signed_in.wait_for(f"location.href === {json.dumps(page)} && {says('Nobody is signed in.')}")
    assert refreshed(spa_stack, token)["error"] == "invalid_grant"
    assert signed_in.ask("sessionStorage.length") == 0
    signed_in.click("Sign in")
    signed_in.wait_for_page("Continue with Google")


def test_who_was_signed_out_elsewhere_learns_of_it(signed_in: Tab, spa_stack: Stack):
    issuer = spa_stack["tenants"]["acme"]["issuer"]
    form = {"token": user_of(signed_in)["refresh_token"], "client_id": "acme-spa"}
    assert Browser().post(f"{issuer}/revoke", form).status == 200
    signed_in.click("Renew now")
    signed_in.wait_for(says("Nobody is signed in."))


def test_an_answer_to_no_question_signs_nobody_in(tab: Tab, page: str):
    tab.go(f"{page}callback?code=x&state=y")
    tab.wait_for("document.getElementById('notice')?.textContent.startsWith('That did not work')")
    assert tab.ask(says("Nobody is signed in."))
    assert tab.ask("location.href") == page


def test_a_script_that_was_smuggled_in_does_not_run_nor_report(signed_in: Tab):
    signed_in.ask(
        "new Promise(done => { const one = document.createElement('script');"
        " one.textContent = 'globalThis.smuggled = true'; document.body.append(one); done() })"
    )
    assert signed_in.ask("globalThis.smuggled ?? false") is False
    asked = "fetch('http://localhost:9/').then(() => 'sent', error => error.name)"
    assert signed_in.ask(asked) == "TypeError"
    assert any("Content Security Policy" in one for one in signed_in.complaints())
