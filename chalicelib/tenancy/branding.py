"""How a tenant's pages look, and whom they send people to."""

import re
from dataclasses import dataclass

#: A picture that is in its address. Nothing in it could end an attribute or a directive.
INLINE_PICTURE = re.compile(
    r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,([A-Za-z0-9+/]+={0,2})", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """What a document says about it, every part checked."""

    title: str | None = None  # read instead of the tenant's name
    logo_uri: str | None = None  # https, or an inline picture
    colour: str | None = None  # `#rrggbb`, on which words can be read
    support_uri: str | None = None
    support_email: str | None = None
    privacy_uri: str | None = None
    terms_uri: str | None = None
