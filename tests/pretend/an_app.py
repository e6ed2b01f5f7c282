"""An app that signs people in at a pretend provider, and believes nothing it has not verified."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

import jwt
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ops.local.pretend.world import App, Person, Provider, World

REDIRECT_URI = "https://broker.test/t/acme/callback/google"
VERIFIER = "v" * 43
ACME = App(client_id="acme-app", client_secret="s3cret/+%:", redirect_uris=(REDIRECT_URI,))
GLOBEX = App(client_id="globex-app", client_secret="other", redirect_uris=(REDIRECT_URI,))

ADA = Person(
    login="ada@acme.test",
    subject="110000000000000000001",
    claims={
        "name": "Ada Lovelace",
        "given_name": "Ada",
        "email": "ada@acme.test",
        "email_verified": True,
        "hd": "acme.test",
        "picture": "https://people.test/ada.png",
        "phone_number": "+44 1",
        "groups": ["engineering"],
    },
)
MARY = Person(login="mary@facebook.test", subject="1015", claims={"name": "Mary Jackson"})
ALICE = Person(
    login="alice",
    subject="alice-1",
    password="correct-horse",
    claims={"name": "Alice", "address": {"country": "Germany"}, "updated_at": 1700000000},
)

WORLD = World(
    base_url="http://localhost:8788",
    providers=(
        Provider(name="google", kind="google", apps=(ACME, GLOBEX), people=(ADA,)),
        Provider(name="facebook", kind="facebook", apps=(ACME, GLOBEX), people=(ADA, MARY)),
        Provider(name="workforce", kind="oidc", apps=(ACME,), people=(ADA,)),
        Provider(name="op", kind="oidc", apps=(ACME,), people=(ALICE,), form="password"),
    ),
)


def challenge(verifier: str = VERIFIER) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def answer_of(response: TestResponse) -> dict[str, str]:
    """What the provider sent back to the app's callback."""
    assert response.status_code in {302, 303}, response.text
    assert response.location.startswith(REDIRECT_URI)
    return dict(parse_qsl(urlsplit(response.location).query))


@dataclass
class Upstream:
    """One provider, seen from a browser and from the app's server."""

    app: Flask
    name: str
    browser: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.app.test_client()

    @property
    def issuer(self) -> str:
        return f"http://localhost:8788/{self.name}"

    def authorize(self, **changes: str | None) -> TestResponse:
        return self.browser.get(f"/{self.name}/authorize", query_string=self.ask(**changes))

    def submit(self, form: dict[str, str], **changes: str | None) -> TestResponse:
        path = f"/{self.name}/authorize"
        return self.browser.post(path, query_string=self.ask(**changes), data=form)

    def ask(self, **changes: str | None) -> dict[str, str]:
        usual = {
            "response_type": "code",
            "client_id": ACME.client_id,
            "redirect_uri": REDIRECT_URI,
            "scope": "openid email profile",
            "state": "a-state",
            "nonce": "a-nonce",
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
        } | changes
        return {name: value for name, value in usual.items() if value is not None}

    def code_for(self, login: str, **changes: str | None) -> str:
        return answer_of(self.authorize(login_hint=login, **changes))["code"]

    def redeem(self, code: str, /, **changes: str | None) -> TestResponse:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "client_id": ACME.client_id,
            "client_secret": ACME.client_secret,
            "code_verifier": VERIFIER,
        } | changes
        kept = {name: value for name, value in form.items() if value is not None}
        return self.browser.post(f"/{self.name}/token", data=kept)

    def tokens_for(self, login: str, **changes: str | None) -> dict[str, str]:
        response = self.redeem(self.code_for(login, **changes))
        assert response.status_code == 200, response.text
        return response.json

    def userinfo(self, access_token: str) -> TestResponse:
        bearer = {"Authorization": f"Bearer {access_token}"}
        return self.browser.get(f"/{self.name}/userinfo", headers=bearer)

    def published_keys(self) -> dict[str, jwt.PyJWK]:
        published = self.browser.get(f"/{self.name}/jwks").json
        return {key.key_id: key for key in jwt.PyJWKSet.from_dict(published).keys}

    def verified(self, id_token: str) -> dict[str, object]:
        """The claims, once a verifier that is not ours is satisfied with them."""
        key = self.published_keys()[jwt.get_unverified_header(id_token)["kid"]]
        return jwt.decode(
            id_token, key, algorithms=["RS256"], audience=ACME.client_id, issuer=self.issuer
        )


@dataclass
class Graph:
    """Facebook, seen from a browser and from the app's server."""

    app: Flask
    browser: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.app.test_client()

    def dialog(self, **changes: str) -> TestResponse:
        ask = {"client_id": ACME.client_id, "redirect_uri": REDIRECT_URI, "state": "a-state"}
        ask |= {"scope": "email,public_profile"} | changes
        return self.browser.get("/facebook/v25.0/dialog/oauth", query_string=ask)

    def code_for(self, login: str, **changes: str) -> str:
        return answer_of(self.dialog(login_hint=login, **changes))["code"]

    def redeem(self, code: str, /, *, method: str = "GET", **changes: str) -> TestResponse:
        sent = {
            "client_id": ACME.client_id,
            "client_secret": ACME.client_secret,
            "redirect_uri": REDIRECT_URI,
            "code": code,
        } | changes
        where = "query_string" if method == "GET" else "data"
        path = "/facebook/v25.0/oauth/access_token"
        return self.browser.open(path, method=method, **{where: sent})

    def token_for(self, login: str) -> str:
        return self.redeem(self.code_for(login)).json["access_token"]

    def me(self, token: str, *, app: App = ACME, **changes: str) -> TestResponse:
        proof = hmac.new(app.client_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        sent = {
            "access_token": token,
            "appsecret_proof": proof,
            "fields": "id,name,email,picture.type(large)",
        } | changes
        return self.browser.get("/facebook/v25.0/me", query_string=sent)

    def debug(self, token: str, *, secret: str = ACME.client_secret) -> TestResponse:
        sent = {"input_token": token, "access_token": f"{ACME.client_id}|{secret}"}
        return self.browser.get("/facebook/v25.0/debug_token", query_string=sent)


def buttons_on(page: str) -> list[str]:
    return re.findall(r'<button name="login" value="([^"]*)"', page)
