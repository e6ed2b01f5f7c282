"""Ada signs in at Acme's shop, step by step."""

from dataclasses import dataclass

import jwt

from ops.local.browser import Answer, Browser, query_of
from ops.local.story import UnexpectedAnswer
from ops.local.walk.app import App, begin
from ops.local.walk.scene import ADA, CONNECTION, SHOP, TENANT, Scene

_AT_THE_DOOR = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
_WHO = ("iss", "sub", "aud", "auth_time", "nonce")
_MAY = ("iss", "aud", "client_id", "scope", "roles", "entitlements", "exp")


@dataclass(slots=True)
class SignIn:
    """The way from the discovery document to the tokens."""

    scene: Scene
    browser: Browser

    def take(self) -> App:
        """Every step, in order."""
        self.discover()
        app = App(self.scene, begin(self.scene, SHOP))
        sign_in = self.choose(self.knock(app))
        code = self.return_with_code(app, self.sign_in(sign_in, app))
        self.redeem(app, code)
        return app

    def discover(self) -> None:
        """The app learns where everything is."""
        self.scene.story.step(
            "Acme's app reads the discovery document.", "All it was told is the issuer."
        )
        issuer = self.scene.stack["tenants"][TENANT]["issuer"]
        metadata = self.scene.get(f"{issuer}/.well-known/openid-configuration").json()
        self.scene.metadata = metadata
        self.scene.story.facts({name: metadata[name] for name in _AT_THE_DOOR})

    def knock(self, app: App) -> Answer:
        """The app sends Ada's browser to the broker."""
        self.scene.story.step(
            "It sends Ada's browser to the authorization endpoint.",
            "State, nonce and a PKCE challenge tie the answer to this browser and this request.",
        )
        answer = self.browser.get(app.client.authorization_url(self.scene.metadata))
        self.scene.expect(answer, (302, 303), "a redirect to the sign-in page")
        page = self.browser.follow(answer)
        return self.scene.expect(page, (200,), "the sign-in page")

    def choose(self, chooser: Answer) -> Answer:
        """Ada picks who shall vouch for her."""
        story = self.scene.story
        story.step("She chooses Google.", "Acme's own registration there, not the broker's.")
        ways = [link for link in chooser.markup.links if f"/login/{CONNECTION}" in link]
        if not ways:
            raise UnexpectedAnswer("a link to sign in with Google", chooser)
        answer = self.browser.get(ways[0])
        upstream = self.scene.stack["tenants"][TENANT]["connections"][CONNECTION]["upstream"]
        if not (answer.location or "").startswith(upstream):
            raise UnexpectedAnswer(f"a redirect to {upstream}", answer)
        story.exchange(answer)
        asked = query_of(answer.location or "")
        story.facts({name: asked[name] for name in ("client_id", "redirect_uri", "scope")})
        page = self.browser.follow(answer)
        return self.scene.expect(page, (200,), "the provider's sign-in page")

    def sign_in(self, page: Answer, app: App) -> Answer:
        """Ada proves to the provider who she is; the broker verifies what it says."""
        self.scene.story.step(
            "She signs in at the pretend Google, which sends her back to the broker.",
            "The broker redeems Google's code and verifies Google's ID token.",
        )
        (form,) = page.markup.forms
        pressed = form.pressed("login", ADA)
        if pressed is None:
            raise UnexpectedAnswer(f"a button for {ADA}", page)
        answer = self.browser.post(form.action, pressed)
        self.scene.story.exchange(answer)
        return self.browser.follow(answer, until=app.client.redirect_uri)

    def return_with_code(self, app: App, answer: Answer) -> str:
        """The broker sends Ada back to the app, with a code."""
        story = self.scene.story
        story.step("The broker sends her back to the app, with a code that works once.")
        parameters = query_of(answer.location or "")
        if not app.client.is_answer(parameters, self.scene.metadata["issuer"]):
            raise UnexpectedAnswer("a redirect to the app with code, state and iss", answer)
        story.exchange(answer)
        story.facts({"redirect_uri": app.client.redirect_uri, **parameters})
        return parameters["code"]

    def redeem(self, app: App, code: str) -> None:
        """The app gets its tokens, and checks the one that is for it."""
        self.scene.story.step(
            "The app redeems the code, and verifies the ID token.",
            "KMS signed both tokens; the private key has never left it.",
        )
        answer, metadata = app.redeem(code), self.scene.metadata
        keys = self.scene.get(metadata["jwks_uri"]).json()
        try:
            claims = app.client.verify_id_token(app.tokens["id_token"], metadata, keys)
        except (KeyError, jwt.PyJWTError) as error:
            raise UnexpectedAnswer(f"a good ID token, not: {error}", answer) from error
        allowed = app.allowed
        who = {f"ID token: {name}": claims.get(name) for name in _WHO}
        self.scene.story.facts(who | {f"access token: {name}": allowed.get(name) for name in _MAY})
