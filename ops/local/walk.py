"""The demo walk: one person signs in, and what she may do is decided by who trusts whom."""

from dataclasses import dataclass, field
from typing import Any

import jwt

from ops.local.browser import Answer, Browser, query_of
from ops.local.relying_party import RelyingParty
from ops.local.stack_file import Described
from ops.local.story import Story, UnexpectedAnswer

_TENANT, _OTHER, _CLIENT, _CONNECTION = "acme", "globex", "acme-web", "google"
_LOGIN = "ada@acme.test"
_SCOPE = "openid profile email orders:read"
_AT_THE_DOOR = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
_WHO = ("iss", "sub", "aud", "auth_time", "nonce")
_MAY = ("iss", "aud", "client_id", "scope", "roles", "entitlements", "exp")


def can_walk(described: Described) -> bool:
    """Whether the stack has what the walk needs."""
    tenants, apis = described["tenants"], described["examples"].get("api", {})
    return _CLIENT in tenants.get(_TENANT, {}).get("clients", {}) and {_TENANT, _OTHER} <= {*apis}


@dataclass(slots=True)
class Walk:
    """Ada's way through the stack. `take` raises UnexpectedAnswer as soon as she is led astray."""

    stack: Described
    story: Story
    browser: Browser = field(default_factory=Browser)
    metadata: dict[str, Any] = field(default_factory=dict)
    access_token: str = ""

    def take(self) -> None:
        """Every step, in order."""
        self.discover()
        client = self._client()
        chooser = self.knock(client)
        sign_in = self.choose(chooser)
        code = self.return_with_code(client, self.sign_in(sign_in, client))
        self.redeem(client, code)
        self.read_userinfo()
        self.call_api()
        self.call_other_api()
        self.open_web_app()
        self.sign_out()
        self.story.end("Every step went as it should.")

    def discover(self) -> None:
        """The app learns where everything is."""
        self.story.step(
            "Acme's app reads the discovery document.", "All it was told is the issuer."
        )
        issuer = self.stack["tenants"][_TENANT]["issuer"]
        answer = self._get(f"{issuer}/.well-known/openid-configuration")
        self.metadata = answer.json()
        self.story.facts({name: self.metadata[name] for name in _AT_THE_DOOR})

    def knock(self, client: RelyingParty) -> Answer:
        """The app sends Ada's browser to the broker."""
        self.story.step(
            "It sends Ada's browser to the authorization endpoint.",
            "State, nonce and a PKCE challenge tie the answer to this browser and this request.",
        )
        answer = self.browser.get(client.authorization_url(self.metadata))
        self._expect(answer, (302, 303), "a redirect to the sign-in page")
        page = self.browser.follow(answer)
        return self._expect(page, (200,), "the sign-in page")

    def choose(self, chooser: Answer) -> Answer:
        """Ada picks who shall vouch for her."""
        self.story.step("She chooses Google.", "Acme's own registration there, not the broker's.")
        ways = [link for link in chooser.markup.links if f"/login/{_CONNECTION}" in link]
        if not ways:
            raise UnexpectedAnswer("a link to sign in with Google", chooser)
        answer = self.browser.get(ways[0])
        upstream = self.stack["tenants"][_TENANT]["connections"][_CONNECTION]["upstream"]
        if not (answer.location or "").startswith(upstream):
            raise UnexpectedAnswer(f"a redirect to {upstream}", answer)
        self.story.exchange(answer)
        asked = query_of(answer.location or "")
        self.story.facts({name: asked[name] for name in ("client_id", "redirect_uri", "scope")})
        page = self.browser.follow(answer)
        return self._expect(page, (200,), "the provider's sign-in page")

    def sign_in(self, page: Answer, client: RelyingParty) -> Answer:
        """Ada proves to the provider who she is; the broker verifies what it says."""
        self.story.step(
            "She signs in at the pretend Google, which sends her back to the broker.",
            "The broker redeems Google's code and verifies Google's ID token.",
        )
        (form,) = page.markup.forms
        pressed = form.pressed("login", _LOGIN)
        if pressed is None:
            raise UnexpectedAnswer(f"a button for {_LOGIN}", page)
        answer = self.browser.post(form.action, pressed)
        self.story.exchange(answer)
        return self.browser.follow(answer, until=client.redirect_uri)

    def return_with_code(self, client: RelyingParty, answer: Answer) -> str:
        """The broker sends Ada back to the app, with a code."""
        self.story.step("The broker sends her back to the app, with a code that works once.")
        parameters = query_of(answer.location or "")
        if not client.is_answer(parameters, self.metadata["issuer"]):
            raise UnexpectedAnswer("a redirect to the app with code, state and iss", answer)
        self.story.exchange(answer)
        self.story.facts({"redirect_uri": client.redirect_uri, **parameters})
        return parameters["code"]

    def redeem(self, client: RelyingParty, code: str) -> None:
        """The app gets its tokens, and checks the one that is for it."""
        self.story.step(
            "The app redeems the code, and verifies the ID token.",
            "KMS signed both tokens; the private key has never left it.",
        )
        answer = self.browser.post(
            self.metadata["token_endpoint"], client.token_request(code), client.credentials()
        )
        self._expect(answer, (200,), "tokens")
        tokens = answer.json()
        keys = self._get(self.metadata["jwks_uri"]).json()
        try:
            claims = client.verify_id_token(tokens["id_token"], self.metadata, keys)
        except (KeyError, jwt.PyJWTError) as error:
            raise UnexpectedAnswer(f"a good ID token, not: {error}", answer) from error
        self.access_token = tokens["access_token"]
        allowed = jwt.decode(self.access_token, options={"verify_signature": False})
        who = {f"ID token: {name}": claims.get(name) for name in _WHO}
        self.story.facts(who | {f"access token: {name}": allowed.get(name) for name in _MAY})

    def read_userinfo(self) -> None:
        """The app asks who it is."""
        self.story.step("It asks the userinfo endpoint who that is.")
        answer = self._get(self.metadata["userinfo_endpoint"])
        self.story.facts(answer.json())
        if answer.json().get("email") != _LOGIN:
            raise UnexpectedAnswer(f"the e-mail address {_LOGIN}", answer)

    def call_api(self) -> None:
        """Acme's API trusts the token."""
        self.story.step(
            "It calls Acme's API, which checks the access token by itself.",
            "Signature, issuer, audience and kind of token: offline, with the published keys.",
        )
        answer = self._get(f"{self.stack['examples']['api'][_TENANT]}/orders")
        self.story.facts({order["id"]: order["item"] for order in answer.json()["orders"]})

    def call_other_api(self) -> None:
        """Globex's API does not."""
        self.story.step(
            "The same token at Globex's API is worth nothing.",
            "Another tenant is another issuer with other keys, on the same broker.",
        )
        answer = self.browser.get(f"{self.stack['examples']['api'][_OTHER]}/orders", self._bearer())
        self._expect(answer, (401,), "a refusal")
        self.story.facts({"WWW-Authenticate": answer.headers["WWW-Authenticate"]})

    def open_web_app(self) -> None:
        """A second app signs Ada in without asking her anything."""
        self.story.step(
            "She opens the sample web app and is signed in at once.",
            "The broker knows her browser. The app is plain Authlib.",
        )
        answer = self.browser.get(f"{self.stack['examples']['web_app']}/sign-in")
        page = self._expect(self.browser.follow(answer), (200,), "the app's page")
        if _LOGIN not in page.text:
            raise UnexpectedAnswer(f"a page for {_LOGIN}", page)

    def sign_out(self) -> None:
        """Ada leaves, and is nobody here afterwards."""
        self.story.step(
            "She signs out of the web app, and with it of the broker.",
            "It leads her back to the app; the next sign-in would ask her again.",
        )
        web_app = self.stack["examples"]["web_app"]
        left = self.browser.follow(self.browser.post(f"{web_app}/sign-out", {}))
        self._expect(left, (200,), "the app's door")
        asked = self.browser.follow(self.browser.get(f"{web_app}/sign-in"))
        if "Continue with Google" not in self._expect(asked, (200,), "the chooser").text:
            raise UnexpectedAnswer("the chooser", asked)

    def _client(self) -> RelyingParty:
        known = self.stack["tenants"][_TENANT]["clients"][_CLIENT]
        return RelyingParty(
            client_id=known["client_id"],
            client_secret=known["client_secret"],
            redirect_uri=known["redirect_uris"][0],
            scope=_SCOPE,
        )

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access_token}"} if self.access_token else {}

    def _get(self, url: str) -> Answer:
        return self._expect(self.browser.get(url, self._bearer()), (200,), "200")

    def _expect(self, answer: Answer, statuses: tuple[int, ...], what: str) -> Answer:
        if answer.status not in statuses:
            raise UnexpectedAnswer(what, answer)
        self.story.exchange(answer)
        return answer
