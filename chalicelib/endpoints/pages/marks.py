"""Small drawings, inline, so that no page fetches a picture of ours."""

from typing import Final

from chalicelib.endpoints.pages.markup import Html, element


def _drawing(kind: str, box: str, *shapes: Html) -> Html:
    # The words beside a mark say it all; a screen reader skips the drawing.
    attributes = {"class": kind, "viewBox": box, "aria-hidden": "true", "focusable": "false"}
    return element("svg", attributes, *shapes)


def _line(path: str, colour: str = "currentColor", width: str = "2") -> Html:
    attributes = {"d": path, "fill": "none", "stroke": colour, "stroke-width": width}
    return element("path", attributes | {"stroke-linecap": "round"})


def _arc(path: str, colour: str) -> Html:
    return element("path", {"d": path, "fill": "none", "stroke": colour, "stroke-width": "4"})


# Three doorways, one inside the other.
VESTIBULE: Final = _drawing(
    "vestibule",
    "0 0 48 48",
    _line("M5 44V24a19 19 0 0 1 38 0v20"),
    _line("M13 44V25a11 11 0 0 1 22 0v19"),
    element("path", {"d": "M20 44V28a4 4 0 0 1 8 0v16z", "fill": "currentColor"}),
)
TICK: Final = _drawing("tick", "0 0 24 24", _line("M5 12.5l4.5 4.5L19 7.5", width="2.5"))

_GOOGLE: Final = _drawing(
    "mark",
    "0 0 24 24",
    _arc("M19.07 6.34A9 9 0 0 0 4.21 7.5", "#ea4335"),
    _arc("M4.21 7.5a9 9 0 0 0 0 9", "#fbbc05"),
    _arc("M4.21 16.5a9 9 0 0 0 13.58 2.4", "#34a853"),
    _arc("M17.79 18.9A9 9 0 0 0 21 12h-9", "#4285f4"),
)
_FACEBOOK: Final = _drawing(
    "mark",
    "0 0 24 24",
    element("circle", {"cx": "12", "cy": "12", "r": "11", "fill": "#0866ff"}),
    element(
        "path",
        {
            "d": "M10.4 23v-7.6H7.7v-3.2h2.7v-2c0-2.9 1.5-4.4 4.2-4.4.8 0 1.5.1 2 .2v2.8h-1.4"
            "c-1.3 0-1.7.6-1.7 1.8v1.6h3l-.5 3.2h-2.5V23z",
            "fill": "#fff",
        },
    ),
)
_GENERIC: Final = _drawing(
    "mark",
    "0 0 24 24",
    element(
        "circle",
        {"cx": "8", "cy": "12", "r": "4.5", "fill": "none", "stroke": "currentColor"}
        | {"stroke-width": "2"},
    ),
    _line("M12.5 12H21v3.5M17 12v3"),
)
_CONNECTION_MARKS: Final = {"google": _GOOGLE, "facebook": _FACEBOOK}


def connection_mark(kind: str) -> Html:
    """The mark of a kind of connection; a key for the kinds that have no mark of their own."""
    return _CONNECTION_MARKS.get(kind, _GENERIC)
