"""Ada signs out in one place, and is signed out everywhere."""

import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from ops.local.browser import Browser
from ops.local.story import UnexpectedAnswer
from ops.local.walk.app import App
from ops.local.walk.scene import ADA, TENANT, Scene, patiently, seconds_since

_TOLD = re.compile(r"POST /backchannel-logout HTTP\S* 204 ")


@dataclass(slots=True)
class Departure:
    """The end of a session, and who learns of it."""

    scene: Scene
    browser: Browser

    def take(self, shop: App, browser_app: App) -> None:
        """Every step, in order."""
        self.open_web_app()
        signed_out_at = self.sign_out(shop, browser_app)
        self.find_web_app_closed(signed_out_at)

    def open_web_app(self) -> None:
        """A third app signs Ada in without asking her anything."""
        self.scene.story.step(
            "She opens the sample web app and is signed in at once.",
            "The app is plain Authlib, and keeps its tokens on the server.",
        )
        answer = self.browser.get(f"{self.scene.web_app}/sign-in")
        page = self.scene.expect(self.browser.follow(answer), (200,), "the app's page")
        if ADA not in page.text:
            raise UnexpectedAnswer(f"a page for {ADA}", page)

    def sign_out(self, shop: App, browser_app: App) -> float:
        """One app asks for the end; the tokens of another end with it. Gives the moment."""
        self.scene.story.step(
            "She signs out in the browser app, and with it of the broker.",
            "It leads her back to the app. The shop's refresh token ended with her session, and the"
            " API refuses the shop's access token.",
        )
        known = self.scene.stack["tenants"][TENANT]["clients"][browser_app.client.client_id]
        asked = {
            "id_token_hint": browser_app.tokens["id_token"],
            "post_logout_redirect_uri": known["post_logout_redirect_uris"][0],
        }
        way_out = f"{self.scene.metadata['end_session_endpoint']}?{urlencode(asked)}"
        answer = self.scene.expect(self.browser.get(way_out), (303,), "the way back to the app")
        if not (answer.location or "").startswith(asked["post_logout_redirect_uri"]):
            raise UnexpectedAnswer(f"a redirect to {asked['post_logout_redirect_uri']}", answer)
        signed_out_at = time.monotonic()
        shop.require_refused(shop.tokens["refresh_token"])
        self.scene.await_refusal("/orders", shop.access_token, signed_out_at)
        return signed_out_at

    def find_web_app_closed(self, signed_out_at: float) -> None:
        """The web app had a call from the broker."""
        self.scene.story.step(
            "The web app was told by the broker itself, and has forgotten her.",
            "Back-channel logout: a signed message to every app of the session, from a queue."
            " Whoever signs in there next is asked who they are.",
        )
        self._await_call(signed_out_at)
        page = self.browser.get(f"{self.scene.web_app}/")
        if ADA in self.scene.expect(page, (200,), "the door of the web app").text:
            raise UnexpectedAnswer("the door of the web app", page)
        asked = self.browser.follow(self.browser.get(f"{self.scene.web_app}/sign-in"))
        if "Continue with Google" not in self.scene.expect(asked, (200,), "the chooser").text:
            raise UnexpectedAnswer("the chooser", asked)

    def _await_call(self, signed_out_at: float) -> None:
        """The log tells of it: to look at a page is to have the app find out by itself."""
        log = self.scene.operator.home / "logs" / "web-app.log"
        for _ in patiently():
            if _TOLD.search(log.read_text(encoding="utf-8")):
                told = f"logout token accepted within {seconds_since(signed_out_at)}"
                self.scene.story.facts({log.name: told})
                return
        raise UnexpectedAnswer(
            "that the web app is told of the logout", self.browser.get(f"{self.scene.web_app}/")
        )
