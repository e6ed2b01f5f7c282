"""A client as a conformance suite plays it: it uses one response mode and believes nothing."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.test import TestResponse

from tests.conformance.verification import Claims, verified
from tests.journeys.app import App
from tests.journeys.browser import Answer, Browser, Form

SUITE = "https://suite.vestibule.test:8443/test/a/vestibule"
# RFC 6749 section 4.1.2.1: printable ASCII without the quotation mark and the backslash.
DESCRIPTION = re.compile(r"[\x20-\x21\x23-\x5b\x5d-\x7e]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """What a whole sign-in gave the client."""

    tokens: dict[str, Any]
    claims: Claims  # of the ID token

    @property
    def access_token(self) -> str:
        return str(self.tokens["access_token"])


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """One client; `mode` is None for a plan that names no response_mode."""

    app: App
    mode: str | None = None

    def ask(self, browser: Browser, **changes: Any) -> TestResponse:
        """Send the browser to the authorization endpoint, no further."""
        return self.app.ask(browser, **{"response_mode": self.mode, **changes})

    def page(self, browser: Browser, **changes: Any) -> TestResponse:
        """Where a person ends up who is sent to the authorization endpoint."""
        return browser.follow(self.ask(browser, **changes))

    def authorize(self, browser: Browser, **changes: Any) -> Answer:
        """An authorization; alice enters her password if she is asked for it."""
        changes = {"response_mode": self.mode, **changes}
        return self.read(self.app.sign_in_with_password(browser, **changes))

    def sign_in(self, browser: Browser, **changes: Any) -> SignedIn:
        """An authorization whose code is redeemed."""
        return self.redeem(self.authorize(browser, **changes))

    def redeem(self, answer: Answer, **changes: Any) -> SignedIn:
        """Redeem the code of an answer and verify the ID token."""
        response = self.app.redeem(answer["code"], **changes)
        assert response.status_code == 200, response.text
        claims = verified(self.app, response.json["id_token"], self.app.client_id)
        return SignedIn(tokens=response.json, claims=claims)

    def userinfo(self, signed_in: SignedIn) -> dict[str, Any]:
        response = self.app.userinfo(signed_in.access_token)
        assert response.status_code == 200, response.text
        return response.json

    def read(self, response: TestResponse) -> Answer:
        """The response's parameters, delivered as asked and nothing beside them."""
        answer = self._posted(response) if self.mode == "form_post" else self._redirected(response)
        allowed = {"error", "error_description"} if "error" in answer else {"code"}
        assert set(answer) <= {*allowed, "state", "iss"}
        assert answer["iss"] == self.app.issuer
        assert DESCRIPTION.fullmatch(answer.get("error_description", "none"))
        return answer

    def _redirected(self, response: TestResponse) -> Answer:
        assert response.status_code == 303, response.text
        address, _, query = response.location.partition("?")
        assert address == self.app.redirect_uri
        assert not urlsplit(response.location).fragment
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
        assert len(pairs) == len(dict(pairs)), "a parameter is repeated"
        return dict(pairs)

    def _posted(self, response: TestResponse) -> Answer:
        assert response.status_code == 200, response.text
        assert "Location" not in response.headers
        form = Form.read(response)
        assert form.method.lower() == "post"
        assert form.action == self.app.redirect_uri
        return form.fields


def require_error_page(response: TestResponse, *words: str) -> None:
    """Nobody is sent anywhere: a page says what is wrong (AZ-5)."""
    assert response.status_code == 400, response.text
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Location" not in response.headers
    assert SUITE not in response.text
    for word in words:
        assert word in response.text
