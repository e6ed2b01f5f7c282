"""Every way in which a person's request can fail, in words for the person and for the journal."""

from dataclasses import dataclass

from chalicelib.endpoints.pages.trouble import Trouble
from chalicelib.protocol.errors import InvalidRequest, OAuthError, TemporarilyUnavailable
from chalicelib.protocol.redirects import RefusedToPerson
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.family_ports import RefreshKeyUnavailable
from chalicelib.tokens.keys import NoSigningKey
from chalicelib.tokens.logout_ports import QueueUnavailable
from chalicelib.tokens.ports import SigningUnavailable
from chalicelib.upstream.attempt import AttemptFault, AttemptRefused
from chalicelib.upstream.choose import UnknownConnection
from chalicelib.upstream.model import UpstreamFailed

OUTAGES = (
    StorageUnavailable,
    SigningUnavailable,
    NoSigningKey,
    RefreshKeyUnavailable,
    QueueUnavailable,
)
REFUSALS = (
    RefusedToPerson,
    OAuthError,
    AttemptRefused,
    UnknownConnection,
    UpstreamFailed,
    *OUTAGES,
)

_ATTEMPTS = {
    AttemptFault.GONE: (Trouble.EXPIRED, "this sign-in has expired or was already used"),
    AttemptFault.OTHER_BROWSER: (
        Trouble.OTHER_BROWSER,
        "state does not belong to a sign-in that this browser began",
    ),
    AttemptFault.OTHER_CONNECTION: (
        Trouble.EXPIRED,
        "state belongs to a sign-in with another provider",
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the error page says; `detail` is for the journal."""

    error: OAuthError
    trouble: Trouble
    status: int = 400
    detail: str = ""


def explain(failure: Exception) -> Refusal:
    """Word one of REFUSALS. Details that could help an attacker stay in `detail`."""
    match failure:
        case RefusedToPerson():
            return Refusal(failure.error, Trouble.BAD_REQUEST, detail=failure.error.detail)
        case OAuthError():
            return Refusal(failure, Trouble.BAD_REQUEST, detail=failure.detail)
        case AttemptRefused():
            trouble, sentence = _ATTEMPTS[failure.fault]
            return Refusal(InvalidRequest(sentence), trouble, detail=failure.fault)
        case UnknownConnection():
            unknown = InvalidRequest("connection is not one of this tenant's")
            return Refusal(unknown, Trouble.NOT_FOUND, 404)
        case UpstreamFailed():
            silent = TemporarilyUnavailable("the upstream provider does not answer")
            return Refusal(silent, Trouble.UPSTREAM_DOWN, 502, failure.reason)
    outage = TemporarilyUnavailable("try again in a few seconds")
    return Refusal(outage, Trouble.UNAVAILABLE, 503, str(failure))
