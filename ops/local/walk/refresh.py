"""Tokens are short-lived; the app has new ones without asking Ada."""

from dataclasses import dataclass

from ops.local.story import UnexpectedAnswer
from ops.local.walk.app import App
from ops.local.walk.scene import Scene


@dataclass(slots=True)
class Refresh:
    """The app refreshes, on a good line and on a bad one."""

    scene: Scene
    app: App

    def take(self) -> None:
        """Every step, in order."""
        self.refresh()
        self.lose_an_answer()

    def refresh(self) -> None:
        """A new access token, of the same person."""
        self.scene.story.step(
            "Access tokens live ten minutes here. The app refreshes before that.",
            "A refresh token works once, and the answer brings the next one.",
        )
        before = self.app.allowed
        answer = self.app.refresh()
        after = self.app.allowed
        if after["sub"] != before["sub"] or after["jti"] == before["jti"]:
            raise UnexpectedAnswer("another access token of the same person", answer)
        self.scene.story.facts({"sub": after["sub"], "exp": after["exp"]})

    def lose_an_answer(self) -> None:
        """What was answered gets lost; asking again harms nobody."""
        self.scene.story.step(
            "It refreshes once more, and the answer gets lost on the way.",
            "So it asks with the same refresh token again, and gets the same successor: nobody"
            " is signed out by a bad line.",
        )
        used = str(self.app.tokens["refresh_token"])
        lost = self.scene.expect(self.app.present(used), (200,), "tokens")
        again = self.app.refresh()
        first, second = lost.json()["refresh_token"], again.json()["refresh_token"]
        if first != second or second == used:
            raise UnexpectedAnswer("the same successor as before", again)
        self.scene.story.facts({"lost": _shortened(first), "asked again": _shortened(second)})
        self.scene.get(f"{self.scene.api}/orders", self.app.access_token)


def _shortened(token: str) -> str:
    return f"{token[:16]}...{token[-12:]}"
