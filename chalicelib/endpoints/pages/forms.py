"""Plain HTML forms: a page of ours asks, the person answers with a button."""

from chalicelib.endpoints.pages.markup import Html, element

Fields = tuple[tuple[str, str], ...]


def post_form(action: str, hidden: Fields, *content: str | None) -> Html:
    """A form that posts the hidden fields and the button that was pressed.

    `autocomplete` is off because a browser would otherwise restore an earlier page's fields.
    """
    inputs = (
        element("input", {"type": "hidden", "name": field, "value": value})
        for field, value in hidden
    )
    return element(
        "form", {"method": "post", "action": action, "autocomplete": "off"}, *inputs, *content
    )


def submit(
    identifier: str,
    kind: str,
    words: str | Html,
    answer: str | None = None,
    described_by: str | None = None,
) -> Html:
    """A submit button with a stable id; `answer` travels as `decision`.

    Where a page has several buttons with the same words, the element `described_by` tells whose
    each is.
    """
    attributes = {
        "id": identifier,
        "class": kind,
        "type": "submit",
        "name": None if answer is None else "decision",
        "value": answer,
        "aria-describedby": described_by,
    }
    return element("button", attributes, words)
