"""A refresh token in wrong hands."""

import time
from dataclasses import dataclass

from ops.local.browser import Answer, Browser
from ops.local.walk.app import App
from ops.local.walk.scene import ADA, BROWSER_APP, Scene, bearer, seconds_since


@dataclass(slots=True)
class Replay:
    """Somebody copied a refresh token out of Ada's browser."""

    scene: Scene
    browser: Browser

    def take(self) -> App:
        """Every step, in order."""
        app = self.arrive()
        self.steal(app)
        return app

    def arrive(self) -> App:
        """A second app, which can keep no secret, gets its tokens without a page."""
        self.scene.story.step(
            "Ada opens Acme's browser app. It gets its tokens without a page.",
            "The broker knows her browser. The app has no secret: PKCE protects its codes, and"
            " rotation its refresh tokens.",
        )
        app = App.signed_in(self.scene, BROWSER_APP, self.browser, ADA)
        self.scene.get(f"{self.scene.api}/orders", app.access_token)
        return app

    def steal(self, app: App) -> None:
        """Used a second time, after the time in which answers may be lost."""
        self.scene.story.step(
            "A thief presents a refresh token of it that was used before.",
            "Within the app's retry window that may be a lost answer; later it is a replay. The"
            " broker cannot tell thief from owner, so everything from this sign-in ends.",
        )
        used = app.tokens["refresh_token"]
        app.refresh()
        rotated_at = time.monotonic()
        self.scene.wait(lambda: self._try(app, used), _is_refused, "a refusal of the replay")
        replayed_at = time.monotonic()
        self.scene.story.facts({"taken for a replay after": seconds_since(rotated_at)})
        app.require_refused(app.tokens["refresh_token"])
        self.scene.await_refusal("/orders", app.access_token, replayed_at)

    def _try(self, app: App, used: str) -> Answer:
        # The API is in use meanwhile: what it knows is of two seconds ago, not of just now.
        self.scene.wire.get(f"{self.scene.api}/orders", bearer(app.access_token))
        return app.present(used)


def _is_refused(answer: Answer) -> bool:
    return answer.status == 400 and bool(answer.json()["error"] == "invalid_grant")
