"""Addresses, methods and headers that nobody honest sends."""

import pytest

from tests.journeys.app import acme_web
from tests.journeys.browser import Browser, answer_in
from tests.journeys.raw import send, send_form
from tests.journeys.refusals import require_refusal
from tests.journeys.village import Village

PEOPLE = ("authorize", "login", "login/google", "callback/google", "consent")
MACHINES = ("token", "userinfo", "jwks", ".well-known/openid-configuration")


@pytest.mark.parametrize(
    "tenant",
    ["nobody", "ACME", "acme%00", "acme%2f..", "..", "%2e%2e", "acme%20", "%ff", "a" * 300],
)
def test_an_unknown_tenant_is_not_found(village: Village, tenant: str) -> None:
    for path in PEOPLE:
        response = send(village, f"/t/{tenant}/{path}?attempt=x&state=x")
        assert response.status_code == 404
        assert "text/html" in response.content_type.lower()
    for path in MACHINES:
        method = "POST" if path == "token" else "GET"
        response = send(village, f"/t/{tenant}/{path}", method=method)
        require_refusal(response, "invalid_request", 404)


@pytest.mark.parametrize(
    "connection", ["nobody", "GOOGLE", "google%00", "%2e%2e", "%ff", "workforce"]
)
def test_an_unknown_connection_is_not_found(
    village: Village, browser: Browser, connection: str
) -> None:
    callback = acme_web(village).until_callback(browser, "ada@acme.test", "google")
    stored = village.stored()
    for address in (
        callback.replace("/google?", f"/{connection}?"),
        f"https://auth.test/t/acme/login/{connection}?attempt=x",
    ):
        assert browser.get(address).status_code == 404
    assert village.stored() == stored
    refused = acme_web(village).ask(browser, connection="nobody")
    assert answer_in(refused)["error"] == "invalid_request"
    assert "code" in answer_in(browser.get(callback))


@pytest.mark.parametrize(
    "path",
    [
        *("/", "", "//", "/t", "/t/", "/t/acme", "/t/acme/", "/t/acme/nothing", "/t/acme/jwks/x"),
        *("/t/acme//token", "/t/acme/%74oken/x", "/t/acme/authorize/../token", "/robots.txt"),
        *("/t/acme/.well-known/nothing", "/%00", "/<script>", "/{proxy+}", "/t/{tenant}/nothing"),
        *("https://evil.test/", "/t/acme/login/google/x", "/.well-known/openid-configuration"),
    ],
)
def test_an_unknown_address_is_a_plain_404(village: Village, path: str) -> None:
    response = send(village, path)
    assert response.status_code == 404
    assert "<script>" not in response.text
    assert response.content_type.lower().startswith(("application/json", "text/html"))
    assert "X-Content-Type-Options" in response.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "BREW"])
def test_an_unknown_method_is_refused_with_those_that_are_known(
    village: Village, method: str
) -> None:
    for path in (*PEOPLE, *MACHINES):
        response = send(village, f"/t/acme/{path}", method=method)
        assert response.status_code == 405
        assert set(response.headers["Allow"].split(", ")) <= {"GET", "HEAD", "POST", "OPTIONS"}
        assert method not in response.text


def test_a_token_is_never_issued_to_a_get(village: Village) -> None:
    response = send(village, "/t/acme/token?grant_type=client_credentials")
    require_refusal(response, "invalid_request", 405)


HOSTILE_HEADERS = [
    *(("Host", "evil.test"), ("X-Forwarded-Host", "evil.test"), ("X-Forwarded-Proto", "http")),
    *(("Forwarded", "host=evil.test;proto=http"), ("X-Original-URL", "https://evil.test/t/evil")),
    *(
        ("X-Rewrite-URL", "/t/globex/jwks"),
        ("X-Forwarded-Prefix", "/evil"),
        ("X-Host", "evil.test"),
    ),
    *(("X-Forwarded-Port", "666"), ("X-Http-Method-Override", "DELETE"), ("Via", "evil.test")),
]


@pytest.mark.parametrize("header", HOSTILE_HEADERS)
def test_no_header_changes_who_we_are(village: Village, header: tuple[str, str]) -> None:
    for path in (".well-known/openid-configuration", "jwks"):
        honest = send(village, f"/t/acme/{path}")
        assert send(village, f"/t/acme/{path}", headers=[header]).json == honest.json
    asked = acme_web(village).authorize_url().removeprefix("https://auth.test")
    chooser = send(village, asked, headers=[header])
    assert chooser.location.startswith("https://auth.test/t/acme/login?")
    refused = send(village, f"{asked}&prompt=none", headers=[header])
    assert answer_in(refused)["iss"] == "https://auth.test/t/acme"
    page = send(village, "/t/acme/authorize", headers=[header])
    assert "evil" not in page.text


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.test",
        "null",
        "http://localhost:8790.evil.test",
        "http://localhost",
        "*",
        "é",
        "",
    ],
)
def test_only_registered_origins_are_echoed(village: Village, origin: str) -> None:
    for path in ("token", "userinfo"):
        response = send(village, f"/t/acme/{path}", method="OPTIONS", headers=[("Origin", origin)])
        assert "Access-Control-Allow-Origin" not in response.headers
    registered = [("Origin", "http://localhost:8790")]
    response = send(village, "/t/acme/token", method="OPTIONS", headers=registered)
    assert response.headers["Access-Control-Allow-Origin"] == "http://localhost:8790"
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize(
    "authorization",
    [
        *("", "Basic", "Basic ", "Basic !!!", "Basic YQ==", "Basic Og==", "Basic //79", "Bearer"),
        *("Bearer ", "Bearer a b", "Bearer <script>", "Negotiate x", "\x7f", "é", "Bearer é"),
        *(
            f"Basic {'A' * 20_000}",
            f"Bearer {'A' * 20_000}",
            "Basic YTpi, Basic YTpi",
            "Bearer a,b",
        ),
    ],
)
def test_credentials_that_cannot_be_read_are_refused(village: Village, authorization: str) -> None:
    headers = [("Authorization", authorization)]
    form = [("grant_type", "client_credentials")]
    token = send_form(village, "/t/acme/token", form, headers=headers)
    assert token.status_code in {400, 401}
    assert token.json["error"] in {"invalid_request", "invalid_client"}
    userinfo = send(village, "/t/acme/userinfo", headers=headers)
    assert userinfo.status_code in {400, 401}
    assert userinfo.content_type == "application/json"


@pytest.mark.parametrize(
    "cookie",
    ["", "=", ";;;", "a", "x=\x01", "é=é", "__Host-vestibule-acme-session=<script>", "a" * 9000],
)
def test_cookies_that_cannot_be_read_are_none(village: Village, cookie: str) -> None:
    asked = acme_web(village).authorize_url(prompt="none").removeprefix("https://auth.test")
    response = send(village, asked, headers=[("Cookie", cookie)])
    assert answer_in(response)["error"] == "login_required"
