"""Hosts keep tenants apart: what came under one is worth nothing under another."""

from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.records import item_of, read_record
from chalicelib.adapters.dynamodb.tenants import Configuration
from chalicelib.tenancy.model import TenantId
from tests.journeys.app import acme_web, globex_web, twin_web
from tests.journeys.browser import Browser, answer_in
from tests.journeys.credentials import ADA, KINDS, Credential
from tests.journeys.neighbours import ACME, TWIN, village
from tests.journeys.noise import require_noise
from tests.journeys.raw import send, send_form
from tests.journeys.refusals import require_dead, require_page, require_refusal
from tests.journeys.sweep import Visitor, routes, substance
from tests.journeys.village import PUBLIC_URL, Village
from tests.support.calls import counting
from tests.support.trouble import answering, timeout

__all__ = ["village"]

NOBODYS = "https://login.nobody.test"
PATHS = ("/", "/authorize", "/token", "/jwks", "/healthz", "/.well-known/openid-configuration")
NOTHING = Credential(value="")
METHODS = ("GET", "POST", "PUT", "OPTIONS", "DELETE", "BREW")


@pytest.fixture(scope="module")
def twin(village: Village) -> Visitor:
    return Visitor.at(village, "twin")


@pytest.mark.parametrize("kind", KINDS)
def test_a_credential_from_one_domain_is_noise_under_another(
    village: Village, twin: Visitor, kind: str
) -> None:
    require_noise(village, twin, kind)


def test_a_tenant_by_path_believes_nothing_from_a_domain_nor_the_other_way(
    village: Village,
) -> None:
    acme, globex = acme_web(village), globex_web(village)
    ours = acme.redeem(acme.sign_in(Browser(village), *ADA)["code"]).json
    theirs = globex.sign_in(Browser(village), "hedy@globex.test", "workforce")["code"]
    theirs = globex.redeem(theirs).json
    require_dead(globex.userinfo(ours["access_token"]))
    require_dead(acme.userinfo(theirs["access_token"]))
    refused = globex.token({"grant_type": "refresh_token", "refresh_token": ours["refresh_token"]})
    require_refusal(refused, "invalid_grant")
    assert globex.userinfo(theirs["access_token"]).status_code == 200


def test_a_browser_takes_no_cookie_from_one_host_to_another(
    village: Village, browser: Browser
) -> None:
    acme_web(village).sign_in(browser, *ADA)
    for url in (f"{TWIN}/account", f"{PUBLIC_URL}/t/globex/account"):
        sent = browser.get(url).request.headers.get("Cookie", "")
        assert "vestibule-acme" not in sent
    assert "vestibule-acme" in browser.get(f"{ACME}/account").request.headers["Cookie"]
    assert answer_in(twin_web(village).ask(browser, prompt="none"))["error"] == "login_required"


@pytest.mark.parametrize("tenant", ["acme", "twin", "globex"])
def test_under_a_domain_nobody_is_found_by_path(village: Village, tenant: str) -> None:
    for path in ("authorize", "jwks", "token", ".well-known/openid-configuration"):
        for method in ("GET", "POST"):
            reply = send(village, f"/t/{tenant}/{path}", method=method, origin=ACME)
            require_refusal(reply, "invalid_request", 404)
    metadata = f"/.well-known/oauth-authorization-server/t/{tenant}"
    assert send(village, metadata, origin=ACME).status_code == 404


def test_who_has_a_domain_is_as_unknown_by_path_as_nobody(village: Village) -> None:
    """One issuer, one address: a second one would be an invitation to mix them up."""
    for method, pattern in routes(village):
        parts = {"connection": "google", "number": "0"}
        here, nobody = (
            send(village, pattern.format_map({"tenant": one, **parts}), method=method)
            for one in ("acme", "nobody")
        )
        assert here.status_code == 404
        assert substance(here, NOTHING) == substance(nobody, NOTHING)
    globex = globex_web(village).fetch(".well-known/openid-configuration").json
    assert globex["issuer"] == f"{PUBLIC_URL}/t/globex"


def test_under_a_host_that_is_nobodys_every_answer_is_the_same(village: Village) -> None:
    asked = [(path, method) for path in PATHS for method in METHODS]
    asked += [("/t/globex/jwks", "GET"), ("/t/globex/token", "OPTIONS"), ("/t/acme/jwks", "GET")]
    headers = [("Origin", "http://localhost:8790")]
    answers = {
        (reply.status_code, reply.text, str(reply.headers))
        for path, method in asked
        for reply in [send(village, path, method=method, headers=headers, origin=NOBODYS)]
    }
    ((status, text, told),) = answers
    assert (status, text) == (404, '{"error":"invalid_request","error_description":"not found"}')
    assert "Cache-Control: no-store" in told
    assert "Access-Control" not in told
    assert not any(name in told + text for name in ("acme", "twin", "globex", "nobody"))
    head = send(village, "/jwks", method="HEAD", origin=NOBODYS)
    assert (head.status_code, head.text) == (404, "")


@pytest.mark.parametrize("spelling", ["LOGIN.acme.TEST", "login.acme.test:443"])
def test_case_and_port_do_not_matter(village: Village, spelling: str) -> None:
    path = "/.well-known/openid-configuration"
    assert send(village, path, origin=f"https://{spelling}").json["issuer"] == ACME


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Vestibule-Host"])
def test_only_what_the_front_door_says_is_believed(village: Village, name: str) -> None:
    lies = [(name, "login.acme.test")]
    path = "/.well-known/openid-configuration"
    assert send(village, path, headers=lies, origin=TWIN).json["issuer"] == TWIN
    assert send(village, path, headers=lies, origin=NOBODYS).status_code == 404


def test_a_path_cannot_be_joined_to_another_tenants_name(village: Village) -> None:
    for target in ("-twin/jwks", "twin/jwks", "/../twin/jwks", "/%2e%2e/twin/jwks", "*"):
        assert send(village, target, origin=ACME).status_code == 404


def test_asking_under_a_domain_costs_what_asking_by_path_does(village: Village) -> None:
    acme, globex = acme_web(village), globex_web(village)
    for app in (acme, globex):
        app.ask(Browser(village))
    told = []
    for app in (acme, globex):
        with counting(village.dynamodb, village.kms) as counter:
            app.fetch(".well-known/openid-configuration")
            app.fetch("jwks")
            app.ask(Browser(village), connection="google" if app is acme else "workforce")
        told.append((dict(counter.by_name), counter.depth))
    assert told == [({"PutItem": 1}, 1)] * 2


def test_a_process_asks_once_a_minute_whose_a_domain_is(village: Village) -> None:
    village.grow_cold()
    for seconds in (0, 60):
        village.clock.advance(seconds)
        with counting(village.dynamodb, village.kms) as counter:
            for _ in range(3):
                acme_web(village).fetch("jwks")
        assert (dict(counter.by_name), counter.depth) == ({"GetItem": 1, "Query": 1}, 2)


def test_a_host_that_is_nobodys_is_not_looked_up_each_time(village: Village) -> None:
    village.grow_cold()
    with counting(village.dynamodb, village.kms) as counter:
        for path in PATHS * 3:
            send(village, path, origin=NOBODYS)
    assert dict(counter.by_name) == {"GetItem": 1}


def test_when_it_cannot_be_told_whose_a_host_is_everybody_is_asked_to_wait(
    village: Village, no_waiting: None
) -> None:
    village.grow_cold()
    with answering(village.dynamodb, "GetItem", *[timeout()] * 9):
        page = send(village, "/authorize?client_id=acme-web", origin=ACME)
        require_page(page, "temporarily_unavailable", 503)
        machine = send_form(village, "/token", [("grant_type", "x")], origin=ACME)
        require_refusal(machine, "temporarily_unavailable", 503)
    assert page.headers["Retry-After"] == machine.headers["Retry-After"] == "2"
    assert send(village, "/jwks", origin=ACME).status_code == 200


def test_what_a_tenant_says_of_itself_outweighs_what_is_remembered_of_its_domain(
    village: Village,
) -> None:
    """For a minute a process may remember whose a domain was, and hear of the move already."""
    place = keys.config(TenantId("twin"))
    table = {"TableName": village.destination.table}
    item = village.dynamodb.get_item(**table, Key=place)["Item"]
    moved = read_record(Configuration, item)
    moved = replace(moved, tenant=replace(moved.tenant, domain="login.moved.test"))
    village.dynamodb.put_item(**table, Item={**item, **item_of(place, moved)})
    try:
        village.clock.advance(60)
        assert send(village, "/jwks", origin=TWIN).status_code == 404
        assert send(village, "/t/twin/jwks").status_code == 404
    finally:
        village.dynamodb.put_item(**table, Item=item)
        village.grow_cold()


def test_the_item_of_a_domain_holds_a_name_and_nothing_else(village: Village) -> None:
    items = [item for item in village.items() if item["pk"]["S"].startswith("DOMAIN#")]
    assert {item["pk"]["S"]: item["tenant"]["S"] for item in items} == {
        "DOMAIN#login.acme.test": "acme",
        "DOMAIN#login.twin.test": "twin",
    }
    assert all(item.keys() == {"pk", "sk", "tenant"} for item in items)
