"""One page as it leaves us: a title, a body, and headers that keep it out of wrong hands."""

from typing import Final, NamedTuple

from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.markup import Html, document, element, fragment, inline_block
from chalicelib.endpoints.pages.stylesheet import CSS

_HEAD: Final = fragment(
    element("meta", {"charset": "utf-8"}),
    element("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}),
    element("meta", {"name": "color-scheme", "content": "light dark"}),
    element("meta", {"name": "robots", "content": "noindex"}),
    inline_block("style", CSS),
)
_HEADERS: Final = {
    "Content-Type": "text/html;charset=UTF-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Page(NamedTuple):
    """A finished page; `html` and `headers` are what goes over the wire, under `status`."""

    title: str
    body: Html
    csp: str
    house: House | None
    status: int = 200
    # An app may show a sign-in in a window that it opened and must hear from again, so only a
    # page at which the journey ends may cut the tie to that window.
    ends_journey: bool = False

    @property
    def html(self) -> str:
        """The whole document."""
        look = self.house.look if self.house else ""
        style = inline_block("style", look) if look else None
        head = element("head", {}, _HEAD, style, element("title", {}, self.title))
        return document(element("html", {"lang": "en"}, head, self.body))

    @property
    def headers(self) -> dict[str, str]:
        """The response headers: never stored, never framed, never guessed, never told on."""
        headers = _HEADERS | {"Content-Security-Policy": self.csp}
        if self.ends_journey:
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return headers
