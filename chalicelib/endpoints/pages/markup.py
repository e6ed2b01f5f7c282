"""HTML in which an unescaped value cannot be written down."""

from collections.abc import Mapping
from typing import Final, Literal

from chalicelib.endpoints.pages.sources import ACTIVE_SCHEMES
from chalicelib.tenancy.branding import INLINE_PICTURE

Attribute = str | bool | None

_STRUCTURE: Final = {"html", "head", "body", "header", "main", "nav", "footer", "div", "section"}
_TEXT: Final = {"title", "h1", "h2", "p", "ul", "li", "dl", "dt", "dd", "a", "bdi", "code", "span"}
_DETAIL: Final = {"h3", "time", "details", "summary"}
_FORM: Final = {"form", "input", "button"}
_DRAWING: Final = {"img", "svg", "path", "circle"}
_ELEMENTS: Final = _STRUCTURE | _TEXT | _DETAIL | _FORM | _DRAWING | {"meta", "strong"}
_VOID: Final = frozenset({"img", "input", "meta"})
_ADDRESSES: Final = frozenset({"action", "formaction", "href", "src"})
# Event handlers run; an inline style, document or refresh would only be stopped by the browser.
_REFUSED: Final = frozenset({"style", "srcdoc", "srcset", "http-equiv"})

# A carriage return is spelled out because a parser would turn a bare one into a line feed; the
# other control characters mean nothing in HTML and are shown as what they are: unreadable.
_ESCAPES: Final = (
    dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\ufffd")
    | {ord("\t"): "\t", ord("\n"): "\n", ord("\r"): "&#13;"}
    | {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&#39;"}
)


class UnsafeMarkupError(ValueError):
    """Someone tried to spell HTML that could run or fetch something. Always a bug of ours."""


class Html(str):
    """Text that is HTML already. Made in this module alone; anywhere else it is only passed on.

    Whatever `str` makes of it (`+`, `format`, slices) is plain text again, and is escaped.
    """

    __slots__ = ()


def element(name: str, attributes: Mapping[str, Attribute], *children: str | None) -> Html:
    """One element; every child or attribute that is not `Html` is escaped.

    An attribute that is None or False is left out, one that is True stands bare; a child that is
    None is left out. Raises UnsafeMarkupError for an element, an attribute or an address that could
    run or embed something.
    """
    if name not in _ELEMENTS:
        raise UnsafeMarkupError(f"no page may contain the element {name!r}")
    opening = f"<{name}{''.join(_attribute(*pair) for pair in attributes.items())}>"
    if name in _VOID:
        if children:
            raise UnsafeMarkupError(f"the element {name!r} cannot contain anything")
        return Html(opening)
    return Html(f"{opening}{fragment(*children)}</{name}>")


def fragment(*children: str | None) -> Html:
    """The children one after the other, with nothing around them."""
    return Html("".join(_child(child) for child in children if child is not None))


def document(root: Html) -> Html:
    """A whole document: the doctype, then its root element."""
    return Html(f"<!doctype html>{root}")


def inline_block(name: Literal["script", "style"], text: str) -> Html:
    """A script or style sheet of ours, exactly as given, because its hash is what allows it.

    Escapes mean nothing inside these elements, so text that could end one early is refused.
    """
    if "</" in text or "<!--" in text:
        raise UnsafeMarkupError(f"this text could end its {name} element early")
    return Html(f"<{name}>{text}</{name}>")


def _child(child: str) -> str:
    return child if isinstance(child, Html) else _escape(child)


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    _require_passive(name)
    if value is True:
        return f" {name}"
    if name.lower() in _ADDRESSES:
        _require_inert_address(name.lower(), value)
    return f' {name}="{_escape(value)}"'


def _require_passive(name: str) -> None:
    if not (name.isascii() and name.replace("-", "").isalnum()):
        raise UnsafeMarkupError(f"{name!r} is not an attribute name")
    if name.lower().startswith("on") or name.lower() in _REFUSED:
        raise UnsafeMarkupError(f"no page may use the attribute {name!r}")


def _require_inert_address(name: str, address: str) -> None:
    if name == "src" and INLINE_PICTURE.fullmatch(address):
        return
    # Browsers skip white space and control characters when they look for the scheme; so do we.
    visible = "".join(character for character in address if character > " ")
    scheme = visible.partition(":")[0].lower()
    if scheme in ACTIVE_SCHEMES:
        raise UnsafeMarkupError(f"an address may not use the scheme {scheme!r}")


def _escape(text: str) -> str:
    if not text.isascii():
        # A lone surrogate has no encoding; it would fail when the answer is sent.
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text.translate(_ESCAPES)
