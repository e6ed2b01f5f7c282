"""Who answers an app's ask: from the form, from the login hint, or from an earlier sign-in."""

import hmac
from dataclasses import replace

from ops.local.pretend.ask import Ask, DeclinedError, Parameters
from ops.local.pretend.house import House, SignedIn
from ops.local.pretend.misbehaviour import Misbehaviour, find_login
from ops.local.pretend.world import Form

DENIED: Parameters = {"error": "access_denied", "error_description": "The person declined."}
# Facebook says who declined, in a field of its own.
DENIED_AT_FACEBOOK: Parameters = {
    "error": "access_denied",
    "error_code": "200",
    "error_description": "Permissions error",
    "error_reason": "user_denied",
}


class AskAgainError(Exception):
    """The person must be shown the page; the message is what it says above the form."""


def sign_in(house: House, ask: Ask, submitted: Parameters, session: SignedIn | None) -> SignedIn:
    """Settle who is there; AskAgainError if only a page can tell, DeclinedError if nobody is."""
    if "deny" in submitted:
        raise DeclinedError(ask.where, denial(house))
    if found := _from_form(house, submitted) or _from_hint(house, ask):
        return _misbehaving(house, ask, found)
    if session and may_answer_silently(ask, house.provider.form, session, house.clock()):
        return _misbehaving(house, ask, session)
    if "none" in ask.prompt:
        error = {"error": "login_required", "error_description": "Nobody fitting is signed in."}
        raise DeclinedError(ask.where, error)
    raise AskAgainError(_notice(ask))


def may_answer_silently(ask: Ask, form: Form, session: SignedIn, now: int) -> bool:
    """Whether an earlier sign-in may answer (OpenID Connect Core section 3.1.2.1).

    Buttons are an account chooser, so there only prompt=none is answered without a page.
    """
    if ask.max_age is not None and now - session.auth_time > ask.max_age:
        return False
    if ask.prompt == {"none"}:
        return not ask.login_hint or ask.login_hint.casefold() == session.person.login.casefold()
    return form == "password" and not ask.prompt


def denial(house: House) -> Parameters:
    """How this kind of provider says that the person declined."""
    return DENIED_AT_FACEBOOK if house.provider.kind == "facebook" else DENIED


def _from_form(house: House, submitted: Parameters) -> SignedIn | None:
    if house.provider.form == "password":
        return _by_password(house, submitted) if "username" in submitted else None
    if "login" not in submitted:
        return None
    found = find_login(house.provider, submitted["login"])
    if found is None:
        raise AskAgainError(f"Nobody here signs in as {submitted['login']}.")
    return SignedIn(person=found[0], word=found[1], auth_time=house.clock())


def _by_password(house: House, submitted: Parameters) -> SignedIn:
    found = find_login(house.provider, submitted["username"].strip())
    given = submitted.get("password", "").encode()
    if found and hmac.compare_digest((found[0].password or "").encode(), given) and given:
        return SignedIn(person=found[0], word=found[1], auth_time=house.clock())
    raise AskAgainError("Wrong username or password.")


def _from_hint(house: House, ask: Ask) -> SignedIn | None:
    # With passwords a hint only fills in the name: nobody gets in without the password.
    if house.provider.form == "password" or "none" in ask.prompt:
        return None
    found = find_login(house.provider, ask.login_hint)
    return found and SignedIn(person=found[0], word=found[1], auth_time=house.clock())


def _misbehaving(house: House, ask: Ask, found: SignedIn) -> SignedIn:
    word = found.word or house.misbehave
    if word is Misbehaviour.DENIED:
        raise DeclinedError(ask.where, denial(house))
    return replace(found, word=word)


def _notice(ask: Ask) -> str:
    return f"Nobody here signs in as {ask.login_hint}." if ask.login_hint else ""
