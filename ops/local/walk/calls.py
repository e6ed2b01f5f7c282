"""What the tokens are good for, and what they are not."""

from dataclasses import dataclass

from ops.local.story import UnexpectedAnswer
from ops.local.walk.app import App
from ops.local.walk.scene import ADA, OTHER, Scene, bearer, reason_of


@dataclass(slots=True)
class Calls:
    """The app uses its access token."""

    scene: Scene
    app: App

    def take(self) -> None:
        """Every step, in order."""
        self.read_userinfo()
        self.call_api()
        self.call_other_api()

    def read_userinfo(self) -> None:
        """The app asks who it is."""
        self.scene.story.step("It asks the userinfo endpoint who that is.")
        answer = self.scene.get(self.scene.metadata["userinfo_endpoint"], self.app.access_token)
        self.scene.story.facts(answer.json())
        if answer.json().get("email") != ADA:
            raise UnexpectedAnswer(f"the e-mail address {ADA}", answer)

    def call_api(self) -> None:
        """Acme's API trusts the token."""
        self.scene.story.step(
            "It calls Acme's API, which checks the access token by itself.",
            "Signature, issuer, audience and kind of token, by the published keys; and that nobody"
            " took it back, by the published status list.",
        )
        answer = self.scene.get(f"{self.scene.api}/orders", self.app.access_token)
        self.scene.story.facts({order["id"]: order["item"] for order in answer.json()["orders"]})

    def call_other_api(self) -> None:
        """Globex's API does not."""
        self.scene.story.step(
            "The same token at Globex's API is worth nothing.",
            "Another tenant is another issuer with other keys, on the same broker.",
        )
        other = self.scene.stack["examples"]["api"][OTHER]
        answer = self.scene.wire.get(f"{other}/orders", bearer(self.app.access_token))
        self.scene.expect(answer, (401,), "a refusal")
        self.scene.story.facts({"because": reason_of(answer)})
