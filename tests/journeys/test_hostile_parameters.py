"""Parameters and bodies that nobody honest sends: an error in the right shape, nothing else."""

from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from tests.journeys.app import acme_web, basic_header
from tests.journeys.browser import Browser, Form, answer_in
from tests.journeys.raw import FORM, send, send_form
from tests.journeys.refusals import require_page, require_refusal
from tests.journeys.village import Village

PEOPLE = ("authorize", "login", "login/google", "callback/google", "consent")
MACHINES = ("token", "userinfo", "jwks", ".well-known/openid-configuration")
PARAMETERS = {
    "authorize": (
        *("client_id", "redirect_uri", "response_type", "response_mode", "scope", "state"),
        *("nonce", "prompt", "max_age", "display", "acr_values", "id_token_hint", "resource"),
        *("code_challenge", "code_challenge_method", "request", "request_uri", "connection"),
        *("login_hint", "claims", "ui_locales", "claims_locales", "unknown"),
    ),
    "login": ("attempt",),
    "login/google": ("attempt",),
    "callback/google": (
        *("state", "code", "error", "error_description", "error_reason", "error_code", "iss"),
    ),
    "consent": ("attempt", "decision"),
    "token": (
        *("grant_type", "code", "redirect_uri", "client_id", "client_secret", "code_verifier"),
        *("scope", "resource", "refresh_token", "unknown"),
    ),
    "userinfo": ("access_token",),
}
EVERY = [(path, name) for path, names in PARAMETERS.items() for name in names]
SPLITTERS = ("a\r\nSet-Cookie: evil=1", "a\nLocation: https://evil.test", "a\0b", "\x1b[2J", "\x7f")
MARKUP = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "javascript:alert(1)//<b>",
    "</title><b>",
    "{{7*7}}<b>",
)


def usual(village: Village, path: str) -> dict[str, Any]:
    """What the endpoint expects, so that one parameter at a time can be made hostile."""
    if path == "authorize":
        query = acme_web(village).authorize_url().partition("?")[2]
        return dict(pair.split("=") for pair in query.split("&"))
    return {"grant_type": "authorization_code", "code": "x"} if path == "token" else {}


def strike(village: Village, path: str, name: str, *values: str) -> TestResponse:
    """Ask an endpoint with these values of one parameter, and everything else in order."""
    pairs = [f"{n}={v}" for n, v in usual(village, path).items() if n != name]
    sent = "&".join([*pairs, *(f"{name}={quote(value)}" for value in values)])
    secret = village.secret("acme", "acme-web")
    authorization = [("Authorization", basic_header("acme-web", secret))]
    if path in MACHINES:
        headers = authorization if path == "token" and "client_" not in name else []
        return send(
            village, f"/t/acme/{path}", method="POST", body=sent, content_type=FORM, headers=headers
        )
    return send(village, f"/t/acme/{path}?{sent}")


def require_harmless(response: TestResponse, path: str, *, hostile: str) -> None:
    """Below 500, in the shape of the endpoint, without the text that was sent as it was sent."""
    assert response.status_code < 500
    if response.status_code == 303:
        assert path == "authorize"
        assert not set("\r\n\0<>\"' ") & set(response.location)
        assert response.location.startswith(
            ("http://localhost:8790/callback?", "https://auth.test")
        )
    else:
        kind = "text/html" if path in PEOPLE else "application/json"
        assert response.content_type.lower().startswith(kind)
    assert hostile not in response.text
    assert "evil" not in " ".join(response.headers.getlist("Set-Cookie"))
    assert all(value.isprintable() for _, value in response.headers)


@pytest.mark.parametrize(("path", "name"), EVERY)
def test_no_parameter_splits_a_response(village: Village, path: str, name: str) -> None:
    for hostile in SPLITTERS:
        require_harmless(strike(village, path, name, hostile), path, hostile=hostile)


@pytest.mark.parametrize(("path", "name"), EVERY)
def test_no_parameter_comes_back_as_markup(village: Village, path: str, name: str) -> None:
    for hostile in MARKUP:
        require_harmless(strike(village, path, name, hostile), path, hostile=hostile)


@pytest.mark.parametrize(
    ("path", "name"), [one for one in EVERY if one[1] not in {"resource", "unknown"}]
)
def test_a_repeated_parameter_is_an_invalid_request(village: Village, path: str, name: str) -> None:
    """AZ-4, RFC 6749 sections 3.1 and 3.2."""
    value = usual(village, path).get(name, "x")
    response = strike(village, path, name, value, value)
    require_harmless(response, path, hostile="\0")
    if response.status_code == 303:
        assert answer_in(response)["error"] in {"invalid_request", "request_not_supported"}
    else:
        assert response.status_code in {400, 401}


def test_state_with_markup_comes_back_as_text(village: Village, browser: Browser) -> None:
    state = "\"><script>alert('x')</script>&amp;"
    page = acme_web(village).ask(browser, prompt="none", response_mode="form_post", state=state)
    assert "<script>alert" not in page.text
    assert Form.read(page).fields["state"] == state
    assert Form.read(page).action == "http://localhost:8790/callback"


@pytest.mark.parametrize(
    "encoded", ["%", "%z", "%zz", "%ff", "%c0%80", "%ed%a0%80", "%00", "%u0041"]
)
def test_malformed_percent_encoding_is_never_guessed_at(village: Village, encoded: str) -> None:
    for path in PEOPLE:
        response = send(village, f"/t/acme/{path}?state={encoded}&attempt={encoded}&{encoded}=x")
        require_page(response)
    body = f"grant_type=authorization_code&code={encoded}"
    response = send(village, "/t/acme/token", method="POST", body=body, content_type=FORM)
    assert response.json["error"] in {"invalid_request", "invalid_client"}
    posted = send(village, "/t/acme/authorize", method="POST", body=body, content_type=FORM)
    assert posted.status_code in {303, 400}


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/json",
        "multipart/form-data; boundary=x",
        "x/y",
        ";",
        "é",
    ],
)
def test_a_body_that_is_no_form_is_refused(village: Village, content_type: str | None) -> None:
    for path in ("token", "authorize", "login", "consent"):
        response = send(
            village,
            f"/t/acme/{path}",
            method="POST",
            body="grant_type=client_credentials&attempt=x&decision=deny",
            content_type=content_type,
        )
        if path == "token":
            require_refusal(response, "invalid_request")
        else:
            require_page(response)


def test_a_form_in_another_alphabet_is_refused(village: Village) -> None:
    for body in (b"grant_type=\xff\xfe", b"\xff", b"=\xc3\x28"):
        response = send(village, "/t/acme/token", method="POST", body=body, content_type=FORM)
        require_refusal(response, "invalid_request")


@pytest.mark.parametrize("size", [70_000, 1_000_000])
def test_a_body_that_is_too_large_is_refused_in_the_endpoints_own_shape(
    village: Village, size: int
) -> None:
    body = b"grant_type=" + b"a" * size
    for path in ("token", "userinfo"):
        response = send(village, f"/t/acme/{path}", method="POST", body=body, content_type=FORM)
        require_refusal(response, "invalid_request", 413)
    for path in ("authorize", "login", "consent"):
        response = send(village, f"/t/acme/{path}", method="POST", body=body, content_type=FORM)
        require_page(response, status=413)


def test_a_thousand_parameters_are_too_many(village: Village) -> None:
    many = [(f"p{number}", "x") for number in range(1000)]
    require_refusal(send_form(village, "/t/acme/token", many), "invalid_request")
    require_page(send_form(village, "/t/acme/authorize", many))
