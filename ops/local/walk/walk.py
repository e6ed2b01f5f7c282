"""The order of the chapters."""

from dataclasses import dataclass, field

from ops.local.browser import Browser
from ops.local.examples import STATUS_TTL
from ops.local.stack_file import Described
from ops.local.story import Story
from ops.local.walk.calls import Calls
from ops.local.walk.departure import Departure
from ops.local.walk.lockout import Lockout
from ops.local.walk.operator import Operator
from ops.local.walk.refresh import Refresh
from ops.local.walk.replay import Replay
from ops.local.walk.roles import Roles
from ops.local.walk.scene import BROWSER_APP, OTHER, SHOP, TENANT, Scene
from ops.local.walk.sign_in import SignIn


def can_walk(described: Described) -> bool:
    """Whether the stack has what the walk needs."""
    tenants, apis = described["tenants"], described["examples"].get("api", {})
    clients = {*tenants.get(TENANT, {}).get("clients", {})}
    return {SHOP, BROWSER_APP} <= clients and {TENANT, OTHER} <= {*apis}


@dataclass(slots=True)
class Walk:
    """Ada's way through the stack.

    `take` raises UnexpectedAnswer as soon as she is led astray, CommandFailed when an operator's
    command is.
    """

    stack: Described
    story: Story
    operator: Operator
    browser: Browser = field(default_factory=Browser)

    def take(self) -> None:
        """Every chapter, in order."""
        scene = Scene(self.stack, self.story, self.operator)
        shop = SignIn(scene, self.browser).take()
        Calls(scene, shop).take()
        Refresh(scene, shop).take()
        self.story.aside(
            f"From here on things end. The sample APIs look at their status lists every"
            f" {STATUS_TTL} seconds; an API of yours does every 30 unless told otherwise."
        )
        Roles(scene).take()
        browser_app = Replay(scene, self.browser).take()
        Departure(scene, self.browser).take(shop, browser_app)
        Lockout(scene, self.browser).take()
        self.story.end("Every step went as it should.")
