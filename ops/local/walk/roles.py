"""What somebody may do changes while they are signed in."""

from dataclasses import dataclass, field

from ops.local.browser import Browser
from ops.local.story import UnexpectedAnswer
from ops.local.walk.app import App
from ops.local.walk.scene import GRACE, SHOP, Scene, bearer


@dataclass(slots=True)
class Roles:
    """Grace becomes an admin."""

    scene: Scene
    browser: Browser = field(default_factory=Browser)

    def take(self) -> None:
        """Every step, in order."""
        app = self.arrive()
        self.become_admin(app)
        self.learn_of_it(app)

    def arrive(self) -> App:
        """A member may not read the reports."""
        self.scene.story.step(
            "Grace signs in too; her plain Gmail account makes her a member and no more.",
            "The rules in Acme's document say so. Its API keeps the reports from her.",
        )
        app = App.signed_in(self.scene, SHOP, self.browser, GRACE)
        answer = self.scene.wire.get(f"{self.scene.api}/reports", bearer(app.access_token))
        self.scene.expect(answer, (403,), "a refusal")
        self.scene.story.facts({"roles": app.allowed["roles"]})
        return app

    def become_admin(self, app: App) -> None:
        """Her token says what was true before."""
        self.scene.story.step(
            "An operator makes her an admin.",
            "What her access token says is out of date, and the API learns that from the status"
            " list.",
        )
        since = self.scene.command("roles", GRACE, "--add", "admin", "--reason", "new job")
        self.scene.await_refusal("/reports", app.access_token, since)

    def learn_of_it(self, app: App) -> None:
        """Refreshing brings what is true now."""
        self.scene.story.step(
            "Her app refreshes, as apps do when they are told so, and she reads the reports."
        )
        answer = app.refresh()
        if "admin" not in app.allowed["roles"]:
            raise UnexpectedAnswer("the role admin", answer)
        self.scene.get(f"{self.scene.api}/reports", app.access_token)
        self.scene.story.facts({"roles": app.allowed["roles"]})
