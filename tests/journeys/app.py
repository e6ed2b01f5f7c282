"""An app of a tenant: it asks, it redeems, it believes nothing that PyJWT does not verify."""

import base64
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

import jwt
from werkzeug.test import Client, TestResponse

from chalicelib.protocol.pkce import challenge_of
from tests.journeys.browser import Answer, Browser, Form, answer_in, with_query
from tests.journeys.village import Village

VERIFIER = "v" * 43


@dataclass(kw_only=True)
class App:
    """One client of one tenant, with a public API to write journeys in."""

    village: Village
    tenant: str
    client_id: str
    redirect_uri: str
    scope: str = "openid profile email"
    pkce: bool = True
    secret: str | None = None  # when it is not the client's own
    http: Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = Client(self.village.gateway, use_cookies=False)

    @property
    def issuer(self) -> str:
        return self.village.issuer(self.tenant)

    def authorize_url(self, **changes: Any) -> str:
        """An authorization request; a change of None leaves a parameter out."""
        usual = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": self.scope,
            "state": "a-state",
            "nonce": "a-nonce",
        }
        if self.pkce:
            usual |= {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
        return with_query(f"{self.issuer}/authorize", usual | changes)

    def ask(self, browser: Browser, **changes: Any) -> TestResponse:
        """Send the browser to the authorization endpoint, no further."""
        return browser.get(self.authorize_url(**changes))

    def sign_in(self, browser: Browser, login: str, connection: str, **changes: Any) -> Answer:
        """A whole sign-in by hint, up to the answer to the app."""
        changes = {"connection": connection, "login_hint": login, **changes}
        response = browser.follow(self.ask(browser, **changes))
        assert response.status_code == 303, response.text
        return answer_in(response)

    def until_callback(self, browser: Browser, login: str, connection: str, **changes: Any) -> str:
        """A sign-in by hint, until the provider sends the person back: the address, not visited."""
        changes = {"connection": connection, "login_hint": login, **changes}
        back = browser.get(self.ask(browser, **changes).location)
        assert back.status_code in {302, 303}, back.text
        assert back.location.startswith(f"{self.issuer}/callback/{connection}?"), back.location
        return str(back.location)

    def sign_in_with_password(self, browser: Browser, **changes: Any) -> TestResponse:
        """A sign-in at the provider that asks alice for her password; the response to the app."""
        page = browser.follow(self.ask(browser, **changes))
        if "password" not in Form.read(page).fields:
            return page
        return self.enter_password(browser, page)

    def enter_password(self, browser: Browser, page: TestResponse) -> TestResponse:
        form = Form.read(page)
        fields = {**form.fields, "username": "alice", "password": "correct-horse"}
        return browser.follow(browser.post(form.url(page.request.url), fields))

    def redeem(self, code: str, *, basic: bool = True, **changes: Any) -> TestResponse:
        """Present a code at the token endpoint."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": VERIFIER if self.pkce else None,
        }
        return self.token({**form, **changes}, basic=basic)

    def token(self, form: dict[str, Any], *, basic: bool = True) -> TestResponse:
        """A request to the token endpoint."""
        return self.post("token", form, basic=basic)

    def revoke(self, token: str, **more: Any) -> TestResponse:
        """Give a token back."""
        return self.post("revoke", {"token": token, **more})

    def introspect(self, token: str, accept: str | None = None, **more: Any) -> TestResponse:
        """Ask what a token is worth."""
        return self.post("introspect", {"token": token, **more}, accept=accept)

    def post(
        self, path: str, form: dict[str, Any], *, basic: bool = True, accept: str | None = None
    ) -> TestResponse:
        """A form for an endpoint at which the client authenticates."""
        secrets = self.village.households[self.tenant].client_secrets
        secret = self.secret or secrets.get(self.client_id)
        headers = {"Accept": accept} if accept else {}
        if secret is None:
            form = {"client_id": self.client_id, **form}
        elif basic:
            headers["Authorization"] = basic_header(self.client_id, secret)
        else:
            form = {"client_id": self.client_id, "client_secret": secret, **form}
        sent = {name: value for name, value in form.items() if value is not None}
        origin, path = self.village.locate(self.tenant, path)
        return self.http.post(path, base_url=origin, data=sent, headers=headers)

    def userinfo(self, token: str, tenant: str | None = None) -> TestResponse:
        headers = {"Authorization": f"Bearer {token}"}
        origin, path = self.village.locate(tenant or self.tenant, "userinfo")
        return self.http.get(path, base_url=origin, headers=headers)

    def fetch(self, path: str, **options: Any) -> TestResponse:
        """Anything else of the tenant's, without cookies."""
        method = options.pop("method", "GET")
        origin, path = self.village.locate(self.tenant, path)
        return self.http.open(path, method=method, base_url=origin, **options)

    def verified(self, token: str, audience: str) -> dict[str, Any]:
        """The claims of a token, after PyJWT verified it against the published keys."""
        keys = jwt.PyJWKSet.from_dict(self.fetch("jwks").json)
        key = keys[jwt.get_unverified_header(token)["kid"]]
        return jwt.decode(
            token,
            key.key,
            algorithms=["RS256"],
            audience=audience,
            issuer=self.issuer,
            # The village has a clock of its own.
            options={"verify_exp": False, "verify_iat": False},
        )


def basic_header(client_id: str, secret: str) -> str:
    """RFC 6749 section 2.3.1: form-encoded, joined, base64."""
    joined = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return f"Basic {base64.b64encode(joined.encode()).decode()}"


def acme_web(village: Village) -> App:
    """Acme's confidential web app."""
    uri = "http://localhost:8790/callback"
    return App(village=village, tenant="acme", client_id="acme-web", redirect_uri=uri)


def acme_spa(village: Village) -> App:
    """Acme's public single-page app."""
    uri = "http://localhost:8790/spa/callback"
    return App(village=village, tenant="acme", client_id="acme-spa", redirect_uri=uri)


def twin_web(village: Village) -> App:
    """The app of acme's twin: every id is the same, tenant and secrets are others."""
    uri = "http://localhost:8790/callback"
    return App(village=village, tenant="twin", client_id="acme-web", redirect_uri=uri)


def globex_web(village: Village) -> App:
    """Globex's confidential web app."""
    uri = "http://localhost:8790/globex/callback"
    return App(village=village, tenant="globex", client_id="globex-web", redirect_uri=uri)


def jobs(village: Village, tenant: str = "acme", client_id: str = "acme-jobs") -> App:
    """A program that acts for itself."""
    return App(village=village, tenant=tenant, client_id=client_id, redirect_uri="none")


def an_api(village: Village, tenant: str = "acme", client_id: str = "acme-api") -> App:
    """An API that asks about the tokens it is shown."""
    return App(village=village, tenant=tenant, client_id=client_id, redirect_uri="none")


def conformance(village: Village, client_id: str = "oidf-basic-1") -> App:
    """A client of the tenant that the OpenID Foundation's tests meet."""
    return App(
        village=village,
        tenant="conformance",
        client_id=client_id,
        redirect_uri="https://suite.vestibule.test:8443/test/a/vestibule/callback",
        scope="openid profile email address phone",
        pkce=False,
    )
