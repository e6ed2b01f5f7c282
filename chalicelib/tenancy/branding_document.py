"""The part of a tenant document that says how its pages look."""

import base64

from chalicelib.tenancy import forms
from chalicelib.tenancy.branding import INLINE_PICTURE, Branding
from chalicelib.tenancy.colour import INK, READABLE, WHITE, Colour, words_on
from chalicelib.tenancy.form import Form
from chalicelib.tenancy.section import Section

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


def _wrong_colour(value: str) -> str | None:
    colour = Colour.parse(value)
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
        return forms.PAGE_ADDRESS(value)
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


_TITLE = Form(
    words=f"one line of at most {_LONGEST_TITLE} characters",
    pattern=rf"[^\x00-\x1f\x7f-\x9f]{{1,{_LONGEST_TITLE}}}",
    check=_wrong_title,
)
_LOGO = Form(
    words="an https address, or the picture itself",
    pattern=f"{forms.PAGE_ADDRESS.pattern}|{INLINE_PICTURE.pattern}",
    check=_wrong_logo,
)
_COLOUR = Form(
    words="a colour such as #0c5a57",
    pattern=r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})",
    check=_wrong_colour,
)


def read_branding(section: Section) -> Branding:
    """Read `[branding]`; faults are recorded in the section."""
    branding = Branding(
        title=section.optional_text("title", _TITLE),
        logo_uri=section.optional_text("logo_uri", _LOGO),
        colour=_read_colour(section),
        support_uri=section.optional_text("support_uri", forms.PAGE_ADDRESS),
        support_email=section.optional_text("support_email", forms.EMAIL),
        privacy_uri=section.optional_text("privacy_uri", forms.PAGE_ADDRESS),
        terms_uri=section.optional_text("terms_uri", forms.PAGE_ADDRESS),
    )
    if branding.support_uri and branding.support_email:
        section.fault("support_email", "say this or support_uri: people are shown one way to help")
    section.done()
    return branding


def _read_colour(section: Section) -> str | None:
    one, other = (section.optional_text(key, _COLOUR) for key in _SPELLINGS)
    if one and other:
        section.fault("color", "is colour in another spelling: say one of them")
    colour = Colour.parse(one or other or "")
    return str(colour) if colour else None
