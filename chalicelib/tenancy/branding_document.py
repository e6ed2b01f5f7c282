"""The part of a tenant document that says how its pages look."""

import base64
from collections.abc import Callable

from chalicelib.tenancy.branding import INLINE_PICTURE, Branding
from chalicelib.tenancy.colour import INK, READABLE, WHITE, Colour, words_on
from chalicelib.tenancy.section import Section
from chalicelib.tenancy.written_forms import wrong_email, wrong_web_address

#: It is in every page, and in what every process keeps of the tenant.
_LONGEST_PICTURE = 16 * 1024
_LONGEST_TITLE = 80
_SPELLINGS = ("colour", "color")
#: How files of each kind begin, so that one is not taken for another.
_BEGINNINGS = {
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff",
    "gif": b"GIF8",
    "webp": b"RIFF",
}


def read_branding(section: Section) -> Branding:
    """Read `[branding]`; faults are recorded in the section."""
    branding = Branding(
        title=_checked(section, "title", _wrong_title),
        logo_uri=_checked(section, "logo_uri", _wrong_logo),
        colour=_read_colour(section),
        support_uri=_checked(section, "support_uri", wrong_web_address),
        support_email=_checked(section, "support_email", wrong_email),
        privacy_uri=_checked(section, "privacy_uri", wrong_web_address),
        terms_uri=_checked(section, "terms_uri", wrong_web_address),
    )
    if branding.support_uri and branding.support_email:
        section.fault("support_email", "say this or support_uri: people are shown one way to help")
    section.done()
    return branding


def _checked(section: Section, key: str, check: Callable[[str], str | None]) -> str | None:
    value = section.optional_text(key)
    wrong = check(value) if value else None
    if wrong:
        section.fault(key, wrong)
    return None if wrong else value or None


def _read_colour(section: Section) -> str | None:
    written = {key: section.optional_text(key) for key in _SPELLINGS}
    if all(written.values()):
        section.fault("color", "is colour in another spelling: say one of them")
    for key, value in written.items():
        if value:
            colour = Colour.parse(value)
            wrong = _wrong_colour(colour)
            if wrong:
                section.fault(key, wrong)
            return None if wrong else str(colour)
    return None


def _wrong_colour(colour: Colour | None) -> str | None:
    if colour is None:
        return "must be a colour such as #0c5a57"
    if words_on(colour) is not None:
        return None
    # Rounded down: what is not quite enough must not look like enough.
    white, ink = (int(colour.contrast(words) * 100) / 100 for words in (WHITE, INK))
    return (
        f"white words on {colour} have a contrast of {white}:1, dark ones of {ink}:1; to be read"
        f" they need {READABLE}:1 (WCAG 2.2 AA), so take it lighter or darker"
    )


def _wrong_title(value: str) -> str | None:
    if len(value) > _LONGEST_TITLE or not value.isprintable():
        return f"must be one line of at most {_LONGEST_TITLE} characters"
    return None


def _wrong_logo(value: str) -> str | None:
    if not value.startswith("data:"):
        return wrong_web_address(value)
    if len(value) > _LONGEST_PICTURE:
        return f"is {len(value)} characters long, {_LONGEST_PICTURE} are allowed: give its address"
    found = INLINE_PICTURE.fullmatch(value)
    if found is None:
        return "must be data:image/ with png, jpeg, gif, webp or svg+xml, then ;base64, and base64"
    return _wrong_picture(found[1], found[2])


def _wrong_picture(kind: str, encoded: str) -> str | None:
    try:
        picture = base64.b64decode(encoded, validate=True)
    except ValueError:
        return "is not base64"
    begins = picture.startswith(_BEGINNINGS[kind]) if kind in _BEGINNINGS else b"<svg" in picture
    return None if begins else f"is not a picture of the kind {kind}"
