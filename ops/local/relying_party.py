"""A client as any app would be one: it asks, comes back with a code, and checks what it gets."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus, urlencode

import jwt


def _random() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelyingParty:
    """One sign-in of one client, with the secrets that tie its answer to its question."""

    client_id: str
    client_secret: str | None  # none for an app that can keep no secret
    redirect_uri: str
    scope: str
    state: str = field(default_factory=_random)
    nonce: str = field(default_factory=_random)
    verifier: str = field(default_factory=_random)

    def authorization_url(self, metadata: Mapping[str, Any]) -> str:
        """Where the person is sent (RFC 6749 section 4.1.1, RFC 7636 section 4.3)."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest())
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{metadata['authorization_endpoint']}?{urlencode(asked)}"

    def is_answer(self, parameters: Mapping[str, str], issuer: str) -> bool:
        """Whether a callback answers this question (RFC 6749 section 10.12, RFC 9207)."""
        ours = parameters.get("state") == self.state and parameters.get("iss") == issuer
        return ours and "code" in parameters

    def token_request(self, code: str) -> dict[str, str]:
        """What the code is redeemed with (RFC 6749 section 4.1.3)."""
        return {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
            **self._name(),
        }

    def refresh_request(self, refresh_token: str) -> dict[str, str]:
        """What new tokens are asked with (RFC 6749 section 6)."""
        return {"grant_type": "refresh_token", "refresh_token": refresh_token, **self._name()}

    def credentials(self) -> dict[str, str]:
        """The client's name and secret (RFC 6749 section 2.3.1: form-encoded, then base64)."""
        if self.client_secret is None:
            return {}
        pair = f"{quote_plus(self.client_id)}:{quote_plus(self.client_secret)}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    def verify_id_token(self, token: str, metadata: Mapping[str, Any], keys: Any) -> dict[str, Any]:
        """The claims of an ID token that answers this question; raises PyJWTError."""
        kid = jwt.get_unverified_header(token)["kid"]
        claims: dict[str, Any] = jwt.decode(
            token,
            jwt.PyJWKSet.from_dict(json.loads(json.dumps(keys)))[kid].key,
            algorithms=["RS256"],
            issuer=metadata["issuer"],
            audience=self.client_id,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
        if claims["nonce"] != self.nonce:
            raise jwt.InvalidTokenError("the nonce belongs to another sign-in")
        return claims

    def _name(self) -> dict[str, str]:
        # Who has no secret to show says its name in the form (RFC 6749 section 3.2.1).
        return {} if self.client_secret else {"client_id": self.client_id}
