"""One tab: a person goes to an address, reads, clicks; we see what the browser complains about."""

import base64
import json
import time
from pathlib import Path
from typing import Any

from tests.real.browser.devtools import PATIENCE, DevTools, DevToolsError

# The middle of the one visible link or button with these words, where a finger would press.
_PLACE_OF = """(words => {
  const all = [...document.querySelectorAll("a, button")];
  const seen = all.filter(one => one.checkVisibility());
  const found = seen.filter(one => one.innerText.replace(/\\s+/g, " ").trim() === words);
  if (document.readyState !== "complete" || found.length !== 1) return null;
  found[0].scrollIntoView({block: "center", behavior: "instant"});
  const place = found[0].getBoundingClientRect();
  return {x: place.x + place.width / 2, y: place.y + place.height / 2};
})"""


class Tab:
    """Watches everything from the start: requests, errors, policies violated."""

    def __init__(self, wire: DevTools, session: str) -> None:
        self._wire = wire
        self._session = session
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command of the protocol."""
        return self._wire.call(method, self._session, **parameters)

    def go(self, url: str) -> None:
        """Type an address; returns when some page is there."""
        self.send("Page.navigate", url=url)

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression, or of what it promises."""
        result = self.send(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in result:
            raise DevToolsError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    def wait_for(self, expression: str) -> Any:
        """Wait until an expression is true, over as many pages as it takes; returns its value."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if found := self.ask(expression):
                    return found
            except DevToolsError:
                pass  # asked of a page that was just leaving
            time.sleep(0.02)
        raise AssertionError(f"never true: {expression}\n{self.url}\n{self.text}")

    def wait_for_page(self, words: str) -> None:
        """Wait until a finished page shows the words."""
        shown = f"document.body?.innerText.includes({json.dumps(words)})"
        self.wait_for(f"document.readyState === 'complete' && {shown}")

    def click(self, words: str) -> None:
        """Press the one link or button with these words, as soon as it is there."""
        place = self.wait_for(f"{_PLACE_OF}({json.dumps(words)})")
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, button="left", clickCount=1, **place)

    @property
    def url(self) -> str:
        """The address that is shown."""
        return str(self.ask("location.href"))

    @property
    def text(self) -> str:
        """What can be read."""
        return str(self.ask("document.body?.innerText"))

    def without_scripts(self) -> None:
        """As for a person who has switched JavaScript off."""
        self.send("Emulation.setScriptExecutionDisabled", value=True)

    def look(self, width: int, *, dark: bool = False) -> None:
        """Change the width, and day into night."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=720,
            deviceScaleFactor=1,
            mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.wait_for("document.getAnimations().length === 0")  # a colour may be on its way

    def photograph(self, file: Path) -> None:
        """Keep a picture of the whole page."""
        file.parent.mkdir(parents=True, exist_ok=True)
        taken = self.send("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(taken["data"]))

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.ask("document.documentElement.scrollWidth - innerWidth"))

    def seen(self, *methods: str) -> list[dict[str, Any]]:
        """The events so far."""
        self.send("Page.getFrameTree")  # whatever was said before its answer has arrived
        told = self._wire.events.get(self._session, [])
        return [event["params"] for event in told if event["method"] in methods]

    def complaints(self) -> list[str]:
        """Errors and warnings of the console, uncaught exceptions, policies violated."""
        logged = [event["entry"] for event in self.seen("Log.entryAdded")]
        said = self.seen("Runtime.consoleAPICalled")
        issues = [event["issue"] for event in self.seen("Audits.issueAdded")]
        # That a page came with status 400 is no complaint about the page.
        return [
            *(entry["text"] for entry in logged if entry["source"] != "network"),
            *(str(call["args"]) for call in said if call["type"] in ("error", "warning")),
            *(str(event) for event in self.seen("Runtime.exceptionThrown")),
            *(str(issue) for issue in issues if "Policy" in issue["code"]),
        ]
