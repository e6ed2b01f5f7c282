"""Signing in through the person's own browser, which this tool never sees into."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from examples.cli.issuer import Issuer
from examples.cli.listener import listening

SCOPE = "openid profile email offline_access orders:read"
_PATIENCE = 300.0


class Declined(Exception):
    """The person said no, or the issuer did."""


def _random() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One question to the issuer, and what ties the answer to it."""

    issuer: Issuer
    redirect_uri: str
    state: str = field(default_factory=_random)
    nonce: str = field(default_factory=_random)
    verifier: str = field(default_factory=_random)

    @property
    def url(self) -> str:
        """Where the browser is sent (RFC 6749 section 4.1.1, RFC 7636 section 4.3)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.issuer.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": SCOPE,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.issuer.address('authorization_endpoint')}?{urlencode(asked)}"

    def is_answered_by(self, answer: Mapping[str, str]) -> bool:
        """Whether it answers this question, and comes from this issuer (RFC 9207)."""
        state = answer.get("state", "").encode()
        return hmac.compare_digest(state, self.state.encode()) and (
            answer.get("iss") == self.issuer.url
        )

    def redeem(self, answer: Mapping[str, str]) -> dict[str, Any]:
        """The tokens, with the person they are about as `person`. Raises Declined."""
        if "code" not in answer:
            raise Declined(answer.get("error", "no code"))
        tokens = self.issuer.token(
            grant_type="authorization_code",
            code=answer["code"],
            redirect_uri=self.redirect_uri,
            code_verifier=self.verifier,
        )
        return {**tokens, "person": self.issuer.verified(tokens["id_token"], self.nonce)["sub"]}


def log_in(issuer: Issuer, show: Callable[[str], object]) -> dict[str, Any]:
    """Have a person sign in at the address that `show` is given; the tokens that came of it."""
    with listening() as listener:
        sign_in = SignIn(issuer=issuer, redirect_uri=listener.redirect_uri)
        show(sign_in.url)
        return sign_in.redeem(listener.wait(sign_in.is_answered_by, _PATIENCE))
