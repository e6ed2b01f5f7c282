"""Verify Vestibule's access tokens offline, and honour revocation within seconds.

In the order in which a token is read: `bearer` takes it out of a header, `jws` checks who signed
it (with `keys`), `claims` what it says, `statuses` (with `status_list`) whether it still holds.
`cell` keeps what was fetched, `transport` fetches. `verifier` puts these together; `asynchronous`
does so for event loops. One module for each framework: `fastapi`, `flask`, `django`, `aws_lambda`.
"""

from vestibule_verifier.access_token import AccessToken
from vestibule_verifier.asynchronous import AsyncVerifier
from vestibule_verifier.errors import (
    BadSignature,
    InsufficientEntitlement,
    InsufficientRole,
    InsufficientScope,
    KeysUnavailable,
    Revoked,
    Stale,
    StatusListInvalid,
    StatusUnavailable,
    Suspended,
    TokenExpired,
    TokenMalformed,
    TokenMissing,
    TokenNotYetValid,
    Unavailable,
    UnknownKey,
    VerificationError,
    WrongAudience,
    WrongIssuer,
    WrongType,
)
from vestibule_verifier.needs import Needs
from vestibule_verifier.transport import Answer, Transport, TransportError
from vestibule_verifier.verifier import Verifier

__all__ = [
    "AccessToken",
    "Answer",
    "AsyncVerifier",
    "BadSignature",
    "InsufficientEntitlement",
    "InsufficientRole",
    "InsufficientScope",
    "KeysUnavailable",
    "Needs",
    "Revoked",
    "Stale",
    "StatusListInvalid",
    "StatusUnavailable",
    "Suspended",
    "TokenExpired",
    "TokenMalformed",
    "TokenMissing",
    "TokenNotYetValid",
    "Transport",
    "TransportError",
    "Unavailable",
    "UnknownKey",
    "VerificationError",
    "Verifier",
    "WrongAudience",
    "WrongIssuer",
    "WrongType",
]
