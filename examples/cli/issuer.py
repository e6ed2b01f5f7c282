"""The issuer, found by its address alone."""

from dataclasses import dataclass
from typing import Any

import jwt

from examples.cli import wire


class UntrueIssuer(Exception):
    """What was found at the issuer's address is not the issuer's, or its token is not good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Where everything is (OpenID Connect Discovery 1.0), for one client."""

    url: str
    client_id: str
    metadata: dict[str, Any]

    @classmethod
    def find(cls, url: str, client_id: str) -> "Issuer":
        """Read the discovery document. Raises UntrueIssuer, or what `wire` raises."""
        metadata = wire.get(f"{url}/.well-known/openid-configuration")
        if metadata.get("issuer") != url:
            raise UntrueIssuer(f"{url} calls itself {metadata.get('issuer')}")
        return cls(url=url, client_id=client_id, metadata=metadata)

    def address(self, name: str) -> str:
        """An endpoint, such as `token_endpoint`."""
        return str(self.metadata[name])

    def token(self, **form: str) -> dict[str, Any]:
        """Ask the token endpoint. A public client names itself and has no secret."""
        answer: dict[str, Any] = wire.post(
            self.address("token_endpoint"), {"client_id": self.client_id, **form}
        )
        return answer

    def revoke(self, token: str) -> None:
        """Give a token back, and with it the whole grant (RFC 7009)."""
        wire.post(
            self.address("revocation_endpoint"), {"client_id": self.client_id, "token": token}
        )

    def verified(self, id_token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token (OpenID Connect Core section 3.1.3.7). Raises UntrueIssuer."""
        try:
            key = jwt.PyJWKClient(self.address("jwks_uri")).get_signing_key_from_jwt(id_token)
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key,
                algorithms=["RS256"],
                audience=self.client_id,
                issuer=self.url,
                leeway=30,
                options={"require": ["exp", "iat", "sub", "nonce"]},
            )
        except jwt.PyJWTError as error:
            raise UntrueIssuer(f"the ID token: {error}") from error
        if claims["nonce"] != nonce:
            raise UntrueIssuer("the ID token belongs to another sign-in")
        return claims
