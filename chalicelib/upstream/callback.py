"""What the parameters of a callback mean, judged in the order that defends against mix-up."""

from typing import NoReturn

from chalicelib.upstream.answer import error_code
from chalicelib.upstream.model import Callback, UpstreamFailed, UpstreamRefused

#: The person said no, or could not be signed in this way: the client hears access_denied.
_REFUSALS = frozenset(
    {
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "login_required",
        "user_denied",  # Facebook's error_reason
    }
)
_OUTAGES = frozenset({"server_error", "temporarily_unavailable"})


def require_code(callback: Callback, issuer: str, *, names_issuer: bool = False) -> str:
    """The authorization code. Raises UpstreamRefused or UpstreamFailed when there is none for us.

    RFC 9207 section 2.4: whose answer it is comes first, for errors as for codes. `names_issuer`
    says that the provider promised to tell.
    """
    if callback.issuer is None and names_issuer:
        raise UpstreamFailed("the callback lacks the iss that the provider promised")
    if callback.issuer is not None and callback.issuer != issuer:
        raise UpstreamFailed("the callback comes from another issuer")
    if callback.error is not None:
        _refuse(callback.error)
    if not callback.code:
        raise UpstreamFailed("the callback has neither code nor error")
    return callback.code


def _refuse(error: str) -> NoReturn:
    named = error_code(error)
    if error in _REFUSALS or error.startswith("user_cancelled"):
        raise UpstreamRefused(f"the upstream says {named}")
    raise UpstreamFailed(f"the upstream says {named}", is_passing=error in _OUTAGES)
