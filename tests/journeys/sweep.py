"""Presents credentials at every route, in every place where one could be looked for."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit

from werkzeug.test import TestResponse

from tests.journeys.app import acme_web, basic_header, twin_web
from tests.journeys.browser import Browser, Form
from tests.journeys.credentials import ADA, Credential
from tests.journeys.raw import FORM, send
from tests.journeys.village import Village

MEANT = "as it is meant"
APPS = {"acme": acme_web, "twin": twin_web}
MOMENTARY = re.compile(
    r"[\w-]+\.[\w-]+\.[\w-]{342}|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|[\w-]{43}"
)
Route = tuple[str, str]  # method and pattern

#: Every name under which any route looks for anything that was given out.
NAMES = (
    *("access_token", "attempt", "client_secret", "code", "code_verifier", "id_token_hint"),
    *("key", "nonce", "refresh_token", "sid", "state", "subject_token", "ticket", "token"),
)
COOKIES = ("session", "app", f"attempt-{'0' * 16}")


@dataclass(frozen=True)
class Presented:
    """One credential at one route in one place."""

    route: Route
    place: str


def routes(village: Village) -> Iterator[Route]:
    """Every way in that a tenant has, as the application itself knows them."""
    for pattern, methods in village.gateway._handler.routes.items():
        if "{tenant}" in pattern:
            yield from ((method, pattern) for method in methods if method != "OPTIONS")


def places(route: Route) -> Iterator[str]:
    """Where a route could look: as it is meant, by name, in cookies and headers, in its path."""
    yield from (MEANT, "query", "cookies", "bearer", "basic")
    if route[0] == "POST":
        yield "form"
    if "{" in route[1].replace("{tenant}", ""):
        yield "path"


def everywhere(village: Village) -> list[Presented]:
    return [Presented(route, place) for route in routes(village) for place in places(route)]


def moved(credential: Credential, place: str, route: Route) -> Credential:
    """The same thing, brought in another place than it is meant for."""
    text = credential.value
    anything = dict.fromkeys(NAMES, text)
    match place:
        case "query" | "form":
            asked = {"grant_type": "authorization_code"} if route[1].endswith("/token") else {}
            return Credential(value=text, parameters={**asked, **anything})
        case "cookies":
            return Credential(value=text, cookies=dict.fromkeys(COOKIES, text))
        case "bearer":
            return Credential(value=text, authorization=f"Bearer {text}")
        case "basic":
            form = {"grant_type": "client_credentials"}
            basic = basic_header("acme-web", text)
            return Credential(value=text, parameters=form, authorization=basic)
        case "path":
            return Credential(value=text)
    return credential


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in at a tenant, rightly, and brings there what is another's."""

    village: Village
    tenant: str
    own: Credential

    @staticmethod
    def at(village: Village, tenant: str) -> "Visitor":
        app, browser = APPS[tenant](village), Browser(village)
        app.sign_in(browser, *ADA)
        page = Form.read(browser.get(f"{app.issuer}/account"))
        cookie = browser.cookies()[f"__Host-vestibule-{tenant}-session"]
        ticket = {"ticket": page.fields["ticket"]}
        own = Credential(value="", cookies={"session": cookie}, parameters=ticket)
        return Visitor(village, tenant, own)

    def present(self, where: Presented, credential: Credential) -> TestResponse:
        """Present it, beside what the tenant's own clients and people would bring."""
        method, pattern = where.route
        brought = moved(credential, where.place, where.route)
        if credential.beside_own_session and pattern.endswith("/account"):
            brought = replace(
                brought,
                parameters={**brought.parameters, **self.own.parameters},
                cookies={**brought.cookies, **self.own.cookies},
            )
        parameters = {**self._usual(pattern), **brought.parameters}
        headers = [("Cookie", "; ".join(self._cookies(brought)))]
        if authorization := self._authorization(pattern, brought):
            headers.append(("Authorization", authorization))
        text = quote(credential.value, safe="") if where.place == "path" else ""
        origin, path = self._address(pattern, {"connection": text, "number": text})
        sent: dict[str, Any] = {"method": method, "headers": headers, "origin": origin}
        if method == "POST" and where.place != "query":
            return send(self.village, path, body=urlencode(parameters), content_type=FORM, **sent)
        return send(self.village, f"{path}?{urlencode(parameters)}", **sent)

    def _address(self, pattern: str, parts: dict[str, str]) -> tuple[str, str]:
        """Origin and path of a route; of a tenant that has a domain, its path there."""
        head, _, rest = pattern.partition("/t/{tenant}")
        origin, path = self.village.locate(self.tenant, rest.lstrip("/"))
        usual = {"connection": "google", "number": "0"}
        named = {name: text or usual[name] for name, text in parts.items()}
        return origin, (head + path).rstrip("/").format_map(named)

    def _authorization(self, pattern: str, brought: Credential) -> str | None:
        if brought.authorization is not None:
            return brought.authorization
        if pattern.endswith(("/token", "/revoke", "/introspect")):
            # The tenant's own client asks: only the credential is in question.
            return basic_header("acme-web", self.village.secret(self.tenant, "acme-web"))
        return None

    def _usual(self, pattern: str) -> dict[str, Any]:
        if not pattern.endswith("/authorize"):
            return {}
        asked = APPS[self.tenant](self.village).authorize_url(prompt="none")
        return dict(parse_qsl(urlsplit(asked).query))

    def _cookies(self, credential: Credential) -> Iterator[str]:
        # The host is the same, so a browser sends acme's own; a thief would rename them.
        for name, value in credential.cookies.items():
            for owner in sorted({"acme", self.tenant}):
                yield f"__Host-vestibule-{owner}-{name}={value}"


def substance(response: TestResponse, credential: Credential) -> tuple[object, ...]:
    """An answer without what differs each time anyhow, and without what was brought."""
    headers = ("Location", "WWW-Authenticate", "Content-Type", "Set-Cookie")
    told = (*(response.headers.get(name, "") for name in headers), response.text)
    return response.status_code, *(MOMENTARY.sub("*", _without(text, credential)) for text in told)


def _without(text: str, credential: Credential) -> str:
    for value in {credential.value, *credential.parameters.values(), *credential.cookies.values()}:
        if len(value) >= 16:
            for spelt in (value, quote(value, safe=""), quote_plus(value), html.escape(value)):
                text = text.replace(spelt, "*")
    return text
