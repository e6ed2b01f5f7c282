"""Links and forms of a plain HTML page, as a browser would find them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin


@dataclass(slots=True, kw_only=True)
class Form:
    """One form: where it goes, what it sends by itself, and which buttons send it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def pressed(self, name: str, value: str) -> dict[str, str] | None:
        """What is sent when this button is pressed; None if there is no such button."""
        return {**self.fields, name: value} if (name, value) in self.buttons else None


class Markup(HTMLParser):
    """The links and forms of one page, with absolute addresses."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self._url = url
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what can be followed, filled in or pressed."""
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in told:
            self.links.append(urljoin(self._url, told["href"]))
        elif tag == "form":
            self.forms.append(Form(action=urljoin(self._url, told.get("action", ""))))
        elif self.forms and "name" in told:
            self._collect(tag, told["name"], told.get("value", ""))

    def _collect(self, tag: str, name: str, value: str) -> None:
        if tag == "input":
            self.forms[-1].fields[name] = value
        elif tag == "button":
            self.forms[-1].buttons.append((name, value))
