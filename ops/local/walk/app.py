"""An app of Acme's, as far as the walk uses it: it signs people in and keeps their tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt

from ops.local.browser import Answer, Browser, query_of
from ops.local.relying_party import RelyingParty
from ops.local.story import UnexpectedAnswer
from ops.local.walk.scene import CONNECTION, TENANT, Scene

_SCOPE = "openid profile email orders:read"


def begin(scene: Scene, client_id: str) -> RelyingParty:
    """A new sign-in of a client."""
    known = scene.stack["tenants"][TENANT]["clients"][client_id]
    return RelyingParty(
        client_id=known["client_id"],
        client_secret=known.get("client_secret"),
        redirect_uri=known["redirect_uris"][0],
        scope=_SCOPE,
    )


@dataclass(slots=True)
class App:
    """Somebody who is signed in at an app, and the tokens that it has for them."""

    scene: Scene
    client: RelyingParty
    tokens: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def signed_in(cls, scene: Scene, client_id: str, browser: Browser, login: str) -> "App":
        """Sign somebody in without telling each step; a live session is not asked anything."""
        app = cls(scene, begin(scene, client_id))
        app.redeem(query_of(app.visit(browser, login).location or "").get("code", ""))
        return app

    @property
    def access_token(self) -> str:
        """What the API wants to see."""
        return str(self.tokens["access_token"])

    @property
    def allowed(self) -> dict[str, Any]:
        """What the access token says. Apps need not look: it is the API's."""
        claims: dict[str, Any] = jwt.decode(self.access_token, options={"verify_signature": False})
        return claims

    def visit(self, browser: Browser, login: str) -> Answer:
        """Go to the broker, and to the provider if need be, as far as the way leads."""
        back = self.client.redirect_uri
        asked = browser.get(self.client.authorization_url(self.scene.metadata))
        page = browser.follow(asked, until=back)
        ways = [link for link in page.markup.links if f"/login/{CONNECTION}" in link]
        if not ways:
            return page
        (form,) = browser.follow(browser.get(ways[0])).markup.forms
        return browser.follow(browser.post(form.action, form.pressed("login", login) or {}), back)

    def redeem(self, code: str) -> Answer:
        """Get tokens for a code."""
        return self._keep(self._ask(self.client.token_request(code)))

    def refresh(self) -> Answer:
        """Get new tokens for the refresh token."""
        return self._keep(self.present(self.tokens["refresh_token"]))

    def present(self, refresh_token: str) -> Answer:
        """Ask with a refresh token, and keep nothing of the answer."""
        return self._ask(self.client.refresh_request(refresh_token))

    def _ask(self, form: Mapping[str, str]) -> Answer:
        url = self.scene.metadata["token_endpoint"]
        return self.scene.wire.post(url, form, self.client.credentials())

    def _keep(self, answer: Answer) -> Answer:
        self.scene.expect(answer, (200,), "tokens")
        self.tokens |= answer.json()
        return answer

    def require_refused(self, refresh_token: str) -> None:
        """The refresh token is worth nothing any more. Raises UnexpectedAnswer."""
        answer = self.present(refresh_token)
        self.scene.expect(answer, (400,), "a refusal of the refresh token")
        if answer.json()["error"] != "invalid_grant":
            raise UnexpectedAnswer("invalid_grant", answer)
        self.scene.story.facts({"error": answer.json()["error"]})
