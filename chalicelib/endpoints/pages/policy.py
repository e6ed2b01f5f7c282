"""What the browser may do on one of our pages: nothing, except what is named here."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

from chalicelib.endpoints.pages.house import House
from chalicelib.endpoints.pages.sources import NOTHING
from chalicelib.endpoints.pages.stylesheet import CSS


def hash_source(text: str) -> str:
    """The source that allows exactly this inline block (CSP Level 3 section 2.3.1)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_STYLE: Final = hash_source(CSS)


def content_policy(
    house: House | None,
    *,
    forms: tuple[str, ...] = (),
    images: tuple[str, ...] = (),
    scripts: tuple[str, ...] = (),
) -> str:
    """The Content-Security-Policy of a page: what its house looks like and the sources given.

    `forms` must also cover where a form's answer redirects to: browsers follow the rule there.
    """
    look = house.look if house else ""
    directives = [
        "default-src 'none'",
        _directive("style-src", (_STYLE, hash_source(look)) if look else (_STYLE,)),
        _directive("script-src", scripts),
        _directive("img-src", (*(house.images if house else ()), *images)),
        _directive("form-action", forms) or f"form-action {NOTHING}",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
    return "; ".join(filter(None, directives))


def _directive(name: str, sources: tuple[str, ...]) -> str:
    # Beside another source 'none' has no meaning, and browsers complain about it.
    named = dict.fromkeys(source for source in sources if source != NOTHING)
    return f"{name} {' '.join(named)}" if named else ""
