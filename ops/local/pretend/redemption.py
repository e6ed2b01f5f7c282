"""What a code buys: one access token, once, for the app that asked and can prove it."""

import hashlib
import hmac
from typing import Literal

from ops.local.pretend.ask import Parameters
from ops.local.pretend.house import Grant, House, Issued
from ops.local.pretend.id_token import base64url
from ops.local.pretend.misbehaviour import Misbehaviour
from ops.local.pretend.world import App

Reason = Literal["code", "redirect_uri", "code_verifier"]


class RefusedCodeError(Exception):
    """The code buys nothing; `reason` names the parameter that is at fault."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def redeem(house: House, app: App, sent: Parameters) -> Grant:
    """Consume the code (RFC 6749 section 4.1.3); of two that come at once, one is refused."""
    code = sent.get("code", "")
    grant = house.codes.find(code)
    if grant is None or grant.ask.app != app:
        raise RefusedCodeError("code")
    if sent.get("redirect_uri") != grant.ask.where.redirect_uri:
        raise RefusedCodeError("redirect_uri")
    if not _proves(sent.get("code_verifier", ""), grant.ask.challenge):
        raise RefusedCodeError("code_verifier")
    if house.codes.consume(code) is None or grant.word is Misbehaviour.REPLAYED_CODE:
        raise RefusedCodeError("code")
    return grant


def issue_access_token(house: House, grant: Grant) -> str:
    """An opaque token that stands for the grant until it expires."""
    return house.tokens.put(Issued(grant=grant, at=house.clock()))


def _proves(verifier: str, challenge: str | None) -> bool:
    # RFC 7636 section 4.6, S256.
    if challenge is None:
        return True
    digest = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(base64url(digest).encode(), challenge.encode())
