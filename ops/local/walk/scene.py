"""Where the walk takes place: the stack, who tells of it, and who works behind it."""

import re
import shlex
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ops.local.browser import Answer, Browser
from ops.local.stack_file import Described
from ops.local.story import Story, UnexpectedAnswer
from ops.local.walk.operator import Operator

TENANT, OTHER, CONNECTION = "acme", "globex", "google"
SHOP, BROWSER_APP = "acme-web", "acme-spa"
ADA, GRACE = "ada@acme.test", "grace@gmail.com"

# Between two looks at something that is about to change, and until it should have, in seconds.
_PAUSE, _PATIENCE = 0.1, 15

_DESCRIPTION = re.compile(r'error_description="([^"]*)"')


@dataclass(slots=True)
class Scene:
    """What every chapter of the walk needs."""

    stack: Described
    story: Story
    operator: Operator
    metadata: dict[str, Any] = field(default_factory=dict)
    wire: Browser = field(default_factory=Browser)  # how programs ask: no cookies matter

    @property
    def api(self) -> str:
        """Acme's API."""
        return str(self.stack["examples"]["api"][TENANT])

    @property
    def web_app(self) -> str:
        """Acme's site of the sample web app."""
        return str(self.stack["examples"]["web_app"])

    def expect(self, answer: Answer, statuses: tuple[int, ...], what: str) -> Answer:
        """Show an answer that is as it should be. Raises UnexpectedAnswer."""
        if answer.status not in statuses:
            raise UnexpectedAnswer(what, answer)
        self.story.exchange(answer)
        return answer

    def get(self, url: str, token: str = "") -> Answer:
        """Ask, with a bearer token if there is one; must be answered 200."""
        return self.expect(self.wire.get(url, bearer(token)), (200,), "200")

    def await_refusal(self, path: str, token: str, since: float) -> None:
        """Wait until Acme's API refuses the token, and tell how long ago `since` is then."""
        answer = self.wait(
            lambda: self.wire.get(f"{self.api}{path}", bearer(token)),
            lambda answer: answer.status == 401,
            "a refusal",
        )
        self.story.facts({"refused after": seconds_since(since), "because": reason_of(answer)})

    def wait(self, ask: Callable[[], Answer], is_so: Callable[[Answer], bool], what: str) -> Answer:
        """Ask until the answer is so, and show it. Raises UnexpectedAnswer."""
        answer = ask()
        for _ in patiently():
            if is_so(answer):
                self.story.exchange(answer)
                return answer
            answer = ask()
        raise UnexpectedAnswer(what, answer)

    def command(self, action: str, login: str, *rest: str) -> float:
        """An operator's command about somebody at Acme; gives the moment of its last letter."""
        words = ("users", action, TENANT, login, *rest)
        self.story.command(f"vestibule {shlex.join(words)}")
        since = time.monotonic()
        self.operator.run(*words, "--as", "demo")
        return since


def patiently() -> Iterator[None]:
    """As often as it makes sense to look whether something has happened."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        yield
        time.sleep(_PAUSE)


def bearer(token: str) -> dict[str, str]:
    """The header that carries an access token (RFC 6750 section 2.1)."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def reason_of(refusal: Answer) -> str:
    """Why an API refused, in its own words (RFC 6750 section 3)."""
    told = _DESCRIPTION.search(refusal.headers.get("WWW-Authenticate", ""))
    return told[1] if told else ""


def seconds_since(moment: float) -> str:
    """How long ago that was."""
    return f"{time.monotonic() - moment:.1f} seconds"
