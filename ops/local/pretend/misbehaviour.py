"""What a pretend provider does wrong on demand: one word each, one table, one line of why."""

from collections.abc import Mapping
from enum import StrEnum

from ops.local.pretend.world import Kind, Person, Provider


class Misbehaviour(StrEnum):
    """The whole vocabulary; a kind of provider knows the words that mean something to it."""

    WRONG_ISS = "wrong_iss"
    WRONG_AUD = "wrong_aud"
    WRONG_AZP = "wrong_azp"
    WRONG_NONCE = "wrong_nonce"
    NO_NONCE = "no_nonce"
    EXPIRED = "expired"
    FUTURE = "future"
    UNSIGNED = "unsigned"
    HS256 = "hs256"
    FOREIGN_KEY = "foreign_key"
    UNKNOWN_KID = "unknown_kid"
    ROTATED = "rotated"
    BAD_AT_HASH = "bad_at_hash"
    SUB_MISMATCH = "sub_mismatch"
    NO_EMAIL = "no_email"
    UNVERIFIED_EMAIL = "unverified_email"
    SLOW = "slow"
    ERROR_500 = "error_500"
    NOT_JSON = "not_json"
    HUGE = "huge"
    DENIED = "denied"
    OTHER_APP = "other_app"
    REPLAYED_CODE = "replayed_code"


Effects = dict[Misbehaviour, str]

_ANY_KIND: Effects = {
    Misbehaviour.SLOW: "the token endpoint answers properly, but only after a long sleep",
    Misbehaviour.ERROR_500: "the token endpoint answers 500",
    Misbehaviour.NOT_JSON: "the token endpoint answers an HTML page with status 200",
    Misbehaviour.HUGE: "the token answer is padded to five megabytes",
    Misbehaviour.DENIED: "the person is taken to have declined",
    Misbehaviour.REPLAYED_CODE: "the token endpoint says that the code was used before",
    Misbehaviour.NO_EMAIL: "no e-mail address is told, whatever was asked",
}

_SIGNED: Effects = {
    Misbehaviour.WRONG_ISS: "the ID token names another issuer",
    Misbehaviour.WRONG_AUD: "the ID token is meant for another audience",
    Misbehaviour.WRONG_AZP: "the ID token names another authorized party; the audience is right",
    Misbehaviour.WRONG_NONCE: "the ID token carries a nonce nobody sent",
    Misbehaviour.NO_NONCE: "the ID token carries no nonce",
    Misbehaviour.EXPIRED: "the ID token expired an hour ago",
    Misbehaviour.FUTURE: "the ID token will be issued in an hour",
    Misbehaviour.UNSIGNED: "the ID token says alg none and has no signature",
    Misbehaviour.HS256: "the ID token is an HMAC made with the public key as the secret",
    Misbehaviour.FOREIGN_KEY: "a stranger signed the ID token under the published kid",
    Misbehaviour.UNKNOWN_KID: "the ID token's kid was never published and never will be",
    Misbehaviour.ROTATED: "a new key is published after the code was issued, and signs: must work",
    Misbehaviour.BAD_AT_HASH: "at_hash belongs to another access token",
    Misbehaviour.UNVERIFIED_EMAIL: "email_verified is false",
} | _ANY_KIND

_OIDC: Effects = _SIGNED | {
    Misbehaviour.SUB_MISMATCH: "userinfo tells of another subject than the ID token",
}

# Google's ID token tells everything, so a sign-in asks no userinfo that could contradict it.
_GOOGLE: Effects = _SIGNED | {
    Misbehaviour.OTHER_APP: "the ID token was issued to another app: aud and azp both name it",
}

_FACEBOOK: Effects = {
    Misbehaviour.OTHER_APP: "debug_token says that the access token was issued to another app",
    Misbehaviour.EXPIRED: "the access token is dead on arrival: /me and debug_token say so",
    Misbehaviour.SUB_MISMATCH: "/me tells of another person than debug_token",
} | _ANY_KIND

EFFECTS: Mapping[Kind, Effects] = {"google": _GOOGLE, "facebook": _FACEBOOK, "oidc": _OIDC}


def known_words(kind: Kind) -> list[str]:
    """The words this kind of provider knows, in the vocabulary's order."""
    return [word.value for word in Misbehaviour if word in EFFECTS[kind]]


def find_word(kind: Kind, text: object) -> Misbehaviour | None:
    """The misbehaviour of that name, if this kind of provider knows it."""
    return next((word for word in EFFECTS[kind] if word.value == text), None)


def find_login(provider: Provider, login: str) -> tuple[Person, Misbehaviour | None] | None:
    """Who `login` names: `ada+wrong_iss@acme.test` is Ada, whose sign-in names a wrong issuer."""
    if person := provider.find_person(login):
        return person, None
    local, at, domain = login.partition("@")
    name, _, text = local.rpartition("+")
    person = provider.find_person(f"{name}{at}{domain}")
    word = find_word(provider.kind, text)
    return (person, word) if person and word else None
