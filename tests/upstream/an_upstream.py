"""An OpenID provider on paper: the test changes one thing about it, and signs in."""

import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from chalicelib.tenancy.model import TenantId
from chalicelib.upstream.model import (
    Assertion,
    Callback,
    Connection,
    ConnectionId,
    ProviderKind,
    UpstreamRequest,
)
from chalicelib.upstream.ports import Fetched, UpstreamProvider
from chalicelib.upstream.providers import Dialects
from tests.fakes.clock import NOON, FrozenClock
from tests.fakes.fetch import FakeFetch, json_answer

ISSUER = "https://id.globex.example"
GOOGLE = "https://accounts.google.com"
TENANT = TenantId("globex")
CLIENT_ID = "globex-app"
SECRET = "s3cret/+%:"
ACCESS_TOKEN = "ya29.fake-access-token"

REQUEST = UpstreamRequest(
    redirect_uri="https://broker.test/t/globex/callback/workforce",
    state="s" * 43,
    nonce="n-0S6",
    code_verifier="dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
)


class OpenSecrets:
    """Keeps the promise of `Secrets` for one tenant's connection."""

    def reveal(self, tenant: TenantId, connection: Connection) -> str:
        assert tenant == TENANT
        return SECRET


@cache
def rsa(name: str, bits: int = 2048) -> Any:
    """A key that goes by its name; made once for all tests."""
    return generate_rsa(public_exponent=65537, key_size=bits)


@cache
def other_key(kind: str) -> Any:
    return Ed25519PrivateKey.generate() if kind == "OKP" else generate_private_key(SECP256R1())


def jwk_of(private: Any, kid: str, **members: str) -> dict[str, Any]:
    public = private.public_key()
    for algorithm in (RSAAlgorithm, ECAlgorithm, OKPAlgorithm):
        try:
            jwk = algorithm.to_jwk(public, as_dict=True)
        except (jwt.InvalidKeyError, TypeError, AttributeError):
            continue
        return {name: jwk[name] for name in jwk if name != "key_ops"} | {"kid": kid} | members
    raise AssertionError(private)


def a_connection(**changes: Any) -> Connection:
    usual: dict[str, Any] = {
        "id": ConnectionId("workforce"),
        "kind": ProviderKind.OIDC,
        "label": "Globex",
        "issuer": ISSUER,
        "client_id": CLIENT_ID,
    }
    return Connection(**usual | changes)


@dataclass
class AnUpstream:
    """Everything that the provider says, to be changed by the test before it signs in."""

    issuer: str = ISSUER
    fetch: FakeFetch = field(default_factory=FakeFetch)
    clock: FrozenClock = field(default_factory=FrozenClock)
    claims: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [jwk_of(rsa("one"), "one")])
    userinfo: dict[str, Any] | None = None
    signing: tuple[Any, str, str] = field(default_factory=lambda: (rsa("one"), "one", "RS256"))
    header: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "hedy-1",
            "iat": NOON,
            "exp": NOON + 3600,
            "nonce": REQUEST.nonce,
            "email": "hedy@globex.test",
            "email_verified": True,
            "name": "Hedy Lamarr",
        } | self.claims
        self.metadata = {
            "issuer": self.issuer,
            "authorization_endpoint": self.at("authorize"),
            "token_endpoint": self.at("token"),
            "jwks_uri": self.at("jwks"),
        } | self.metadata
        well_known = self.at(".well-known/openid-configuration")
        self.fetch.answers |= {
            well_known: lambda _: json_answer(self.metadata),
            self.at("jwks"): lambda _: json_answer({"keys": self.keys}),
            self.at("token"): lambda _: self._token_answer(),
            self.at("userinfo"): lambda _: json_answer(self.userinfo),
        }
        if self.userinfo is not None:
            self.metadata["userinfo_endpoint"] = self.at("userinfo")
        self.dialects = Dialects(self.fetch, OpenSecrets(), self.clock, lambda url: url)

    def at(self, path: str) -> str:
        return f"{self.issuer}/{path}"

    def provider(self, connection: Connection | None = None) -> UpstreamProvider:
        return self.dialects.of(TENANT, connection or a_connection(issuer=self.issuer))

    def sign_in(
        self, connection: Connection | None = None, callback: Callback | None = None
    ) -> Assertion:
        return self.provider(connection).redeem(REQUEST, callback or Callback(code="a-code"))

    def id_token(self) -> str:
        private, kid, algorithm = self.signing
        told = {name: value for name, value in self.claims.items() if value is not ...}
        payload = json.dumps(told).encode()
        headers = {"kid": kid, "typ": "JWT"} | self.header
        kept = {name: value for name, value in headers.items() if value is not ...}
        # Without PyJWT's default of typ, so that a test may leave it out or change it.
        return jwt.PyJWS().encode(payload, private, algorithm=algorithm, headers=kept)

    def _token_answer(self) -> Fetched:
        usual = {"access_token": ACCESS_TOKEN, "token_type": "bearer", "expires_in": "3599"}
        answer = usual | {"id_token": self.id_token()} | self.tokens
        return json_answer({name: value for name, value in answer.items() if value is not ...})
