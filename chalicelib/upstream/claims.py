"""Reading claims leniently where providers are careless, strictly where it would matter."""

from collections.abc import Iterable, Mapping

Claims = Mapping[str, object]
ClaimValues = Mapping[str, tuple[str, ...]]

_TRUE = ("true", "1")
_LONGEST_TEXT = 1024
_LONGEST_EMAIL = 320
_MOST_ITEMS = 256
#: Whose directory vouches is for the signature to say, not for whatever completes the ID token.
_SIGNED_ONLY = frozenset({"tid"})


def is_true(value: object) -> bool:
    """Whether a flag is set: JSON true, 1, "true" and "1" only. Never Python's idea of truth."""
    if isinstance(value, str):
        return value.lower() in _TRUE
    return value is True or (isinstance(value, int) and value == 1)


def find_text(value: object, longest: int = _LONGEST_TEXT) -> str | None:
    """A string that says something and can be stored."""
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        return None
    # A lone surrogate is legal in JSON and breaks every encoder that comes later.
    return None if any("\ud800" <= character <= "\udfff" for character in value) else value


def find_seconds(value: object) -> int | None:
    """A point in time: a number of seconds that a calendar could show."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 2**40:
        return int(value)
    return None


def read_texts(value: object) -> tuple[str, ...]:
    """A list of strings; some providers send a single one bare."""
    items = value if isinstance(value, list) else [value]
    found = (find_text(item, longest=256) for item in items[:_MOST_ITEMS])
    return tuple(dict.fromkeys(text for text in found if text))


def read_rule_claims(names: Iterable[str], signed: Claims, told: Claims) -> ClaimValues:
    """The claims that role rules look for, as texts. What is no text is nothing, never coerced."""
    sources = ((name, (signed if name in _SIGNED_ONLY else told).get(name)) for name in names)
    return {name: values for name, value in sources if (values := read_texts(value))}


def withholds_groups(claims: Claims) -> bool:
    """Whether a provider says that somebody has groups, and that it does not tell them here.

    Entra names another place to ask once there are more than some 200 (OpenID Connect Core section
    5.6.2 calls such claims distributed), or says no more than that there are some.
    """
    elsewhere = claims.get("_claim_names")
    named = isinstance(elsewhere, Mapping) and "groups" in elsewhere
    return named or is_true(claims.get("hasgroups"))


def find_email(claims: Claims) -> str | None:
    """The e-mail address, None when there is none that could be one."""
    email = find_text(claims.get("email"), _LONGEST_EMAIL)
    if email is None or not email.isprintable() or " " in email:
        return None
    local, _, domain = email.rpartition("@")
    return email if local and "." in domain.strip(".") else None


def domain_of(email: str) -> str:
    """The domain of an address, in lower case."""
    return email.rpartition("@")[2].lower()
