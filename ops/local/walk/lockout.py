"""An operator keeps somebody out, and lets them in again."""

from dataclasses import dataclass

from ops.local.browser import Browser, query_of
from ops.local.story import UnexpectedAnswer
from ops.local.walk.app import App
from ops.local.walk.scene import ADA, GRACE, SHOP, Scene


@dataclass(slots=True)
class Lockout:
    """The last resort, and the way back from it."""

    scene: Scene
    browser: Browser

    def take(self) -> None:
        """Every step, in order."""
        self.disable()
        self.enable()

    def disable(self) -> None:
        """Nothing that she has works any more, and she gets nothing new."""
        self.scene.story.step(
            "She signs in again, and an operator disables her.",
            "Sessions and refresh tokens end at once, access tokens as soon as the API looks at its"
            " status list; a new sign-in leads nowhere.",
        )
        app = App.signed_in(self.scene, SHOP, self.browser, ADA)
        since = self.scene.command("disable", ADA, "--reason", "lost laptop")
        self.scene.await_refusal("/orders", app.access_token, since)
        app.require_refused(app.tokens["refresh_token"])
        turned_away = App(self.scene, app.client).visit(self.browser, ADA)
        if "code=" in (turned_away.location or ""):
            raise UnexpectedAnswer("no code for somebody disabled", turned_away)
        self.scene.story.exchange(turned_away)
        self.scene.story.facts({"error": query_of(turned_away.location or "").get("error", "")})

    def enable(self) -> None:
        """All is as it was, for whoever plays with the stack from here."""
        self.scene.story.step(
            "The operator lets her in again, and takes Grace's new role back.",
            "What has ended stays ended: Ada signs in, and has new tokens.",
        )
        self.scene.command("enable", ADA, "--reason", "laptop found")
        self.scene.command("roles", GRACE, "--remove", "admin", "--reason", "end of the walk")
        app = App.signed_in(self.scene, SHOP, self.browser, ADA)
        self.scene.get(f"{self.scene.api}/orders", app.access_token)
