"""API Gateway's JWT authorizer for HTTP APIs, by what AWS documents of it and no code of ours."""

import base64
import json
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

HASHES = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}


@dataclass
class JwtAuthorizer:
    """One authorizer; it judges as of `now`."""

    issuer: str
    audience: list[str]
    now: float

    def judge(self, header: str, route_scopes: tuple[str, ...] = ()) -> tuple[int, dict[str, Any]]:
        """The status, and with 200 what the function finds in `requestContext.authorizer`."""
        token = header.removeprefix("Bearer ")
        try:
            claims = self._verified(token)
        except (ValueError, KeyError, InvalidSignature):
            return 401, {}
        granted = str(claims.get("scope", claims.get("scp", ""))).split()
        if route_scopes and not {*route_scopes} & {*granted}:
            return 403, {}
        texts = {name: as_text(claim) for name, claim in claims.items()}
        return 200, {"jwt": {"claims": texts, "scopes": list(route_scopes) or None}}

    def _verified(self, token: str) -> dict[str, Any]:
        head, body, signature = token.split(".")
        header, claims = json.loads(octets(head)), json.loads(octets(body))
        (jwk,) = (key for key in self._keys() if key["kid"] == header["kid"])
        numbers = (int.from_bytes(octets(jwk[part]), "big") for part in ("e", "n"))
        key = RSAPublicNumbers(*numbers).public_key()
        key.verify(octets(signature), f"{head}.{body}".encode(), PKCS1v15(), HASHES[header["alg"]])
        self._require(claims)
        return claims

    def _require(self, claims: dict[str, Any]) -> None:
        # client_id counts only where there is no aud.
        told = claims["aud"] if "aud" in claims else claims["client_id"]
        meant = {told} if isinstance(told, str) else {*told}
        times = {name: claims[name] for name in ("exp", "nbf", "iat") if name in claims}
        if not all(type(moment) is int for moment in times.values()):
            raise ValueError("times are numbers")
        begun = all(times.get(name, 0) <= self.now for name in ("nbf", "iat"))
        if not (claims["iss"] == self.issuer and meant & {*self.audience} and begun):
            raise ValueError("not for this API")
        if times["exp"] <= self.now:
            raise ValueError("too late")

    def _keys(self) -> list[dict[str, Any]]:
        metadata = fetched(f"{self.issuer}/.well-known/openid-configuration")
        if metadata["issuer"] != self.issuer:
            raise ValueError("another issuer's document")
        return [key for key in fetched(metadata["jwks_uri"])["keys"] if key["kty"] == "RSA"]


def as_text(claim: Any) -> str:
    """As functions get it: lists in brackets, separated by spaces."""
    return f"[{' '.join(map(str, claim))}]" if isinstance(claim, list) else str(claim)


def octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def fetched(url: str) -> Any:
    with urlopen(url, timeout=5) as answer:
        return json.load(answer)
