"""The authorization code: single use, bound to client, redirect URI and PKCE (RFC 6749, 4.1)."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chalicelib.clients.model import Client
from chalicelib.clients.request import AuthorizationRequest
from chalicelib.identity.claims import claims_of
from chalicelib.identity.model import Device
from chalicelib.identity.session import SignedIn
from chalicelib.tenancy.model import Lifetimes
from chalicelib.upstream.model import ConnectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCode:
    """All that redeeming needs. Kept for a while after use, so that a reuse ends the family."""

    key: str  # the hash of the code
    client_id: str
    redirect_uri: str
    user_id: str
    session_key: str
    session_expires_at: int
    connection: ConnectionId
    issued_at: int
    expires_at: int
    authenticated_at: int
    scopes: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    code_challenge: str | None = None
    nonce: str | None = None
    acr: str | None = None
    amr: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    roles_version: int = 0
    device: Device = field(default_factory=Device)
    id_token_claims: Mapping[str, object] = field(default_factory=dict)
    userinfo_claims: tuple[str, ...] = ()
    redeemed_at: int | None = None
    family_key: str | None = None  # what redeeming it began


def code_key(code: str) -> str:
    """The hash under which a code is stored: a table that leaks redeems nothing."""
    return hashlib.sha256(code.encode()).hexdigest()


def issue_code(
    code: str,
    request: AuthorizationRequest,
    client: Client,
    signed_in: SignedIn,
    lifetimes: Lifetimes,
    now: int,
) -> AuthorizationCode:
    """What is stored for `code`, which answers `request` for the signed-in person."""
    session, user = signed_in.session, signed_in.user
    id_token_names = (*client.id_token_claims, *request.claims.id_token)
    return AuthorizationCode(
        key=code_key(code),
        client_id=client.id,
        redirect_uri=str(request.address.target),
        user_id=user.id,
        session_key=session.key,
        session_expires_at=session.expires_at,
        connection=session.connection,
        issued_at=now,
        expires_at=now + lifetimes.code,
        authenticated_at=session.authenticated_at,
        scopes=request.scopes,
        audiences=request.audiences,
        code_challenge=request.code_challenge,
        nonce=request.nonce,
        acr=session.acr,
        amr=session.amr,
        roles=user.roles,
        groups=user.groups,
        roles_version=user.roles_version,
        device=session.device,
        id_token_claims=claims_of(user, id_token_names),
        userinfo_claims=request.claims.userinfo,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """A code as a client presents it; `challenge` is what its verifier proves.

    `family_key` names the family that begins if the code is redeemed.
    """

    key: str
    client_id: str
    family_key: str
    redirect_uri: str | None
    challenge: str | None


class CodeVerdict(StrEnum):
    """What a presented code deserves."""

    REDEEM = "redeem"
    UNKNOWN = "unknown"
    OTHER_CLIENT = "other_client"
    REUSED = "reused"  # by its own client: what it issued must end
    EXPIRED = "expired"
    OTHER_REDIRECT_URI = "other_redirect_uri"
    UNPROVEN = "unproven"  # PKCE


class CodeRefused(Exception):
    """The code was not redeemed, and is as it was before. `began`: the family of its redemption."""

    def __init__(self, verdict: CodeVerdict, began: str | None = None) -> None:
        super().__init__(verdict)
        self.verdict = verdict
        self.began = began


def judge_code(code: AuthorizationCode | None, presented: Presentation, now: int) -> CodeVerdict:
    """Decide what a presented code deserves.

    A presentation that proves too little does not use the code up: whoever stole a code, but not
    the verifier, cannot take it away from its owner either.
    """
    if code is None:
        return CodeVerdict.UNKNOWN
    faults = (
        (code.client_id != presented.client_id, CodeVerdict.OTHER_CLIENT),
        (code.redeemed_at is not None, CodeVerdict.REUSED),
        (now >= code.expires_at, CodeVerdict.EXPIRED),
        (code.redirect_uri != presented.redirect_uri, CodeVerdict.OTHER_REDIRECT_URI),
        (not _is_proven(code.code_challenge, presented.challenge), CodeVerdict.UNPROVEN),
    )
    return next((verdict for is_so, verdict in faults if is_so), CodeVerdict.REDEEM)


def _is_proven(expected: str | None, presented: str | None) -> bool:
    if expected is None or presented is None:
        # RFC 9700 section 4.8.2: a verifier without a challenge is a downgrade, and refused too.
        return expected is presented
    return hmac.compare_digest(expected, presented)
