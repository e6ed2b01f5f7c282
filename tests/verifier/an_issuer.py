"""An issuer, its network and its clock, for tests of the verifier."""

import base64
import json
import zlib
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from vestibule_verifier import Answer, TransportError, Verifier
from vestibule_verifier.clock import Moment

NOON = 1_750_000_000
ACME, GLOBEX = "https://auth.example.com/t/acme", "https://auth.example.com/t/globex"
AUDIENCE = "https://api.acme.test"
PLACES = 4096

RSA_KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in "12")
EC_KEY = ec.generate_private_key(ec.SECP256R1())


class StandingClock:
    """Both clocks, moved by the test: together, or the wall clock alone."""

    def __init__(self) -> None:
        self.wall, self.ticks = float(NOON), 1000.0

    def now(self) -> Moment:
        return Moment(self.wall, self.ticks)

    def advance(self, seconds: float) -> None:
        self.wall += seconds
        self.ticks += seconds


@dataclass
class Network:
    """What each address answers, and what was asked. An unknown address is unreachable."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_down: bool = False
    _lock: Any = field(default_factory=Lock)

    def get(self, url, headers):
        with self._lock:
            self.asked.append((url, dict(headers)))
        answer = self.answers.get(url)
        if self.is_down or answer is None:
            raise TransportError(url)
        return answer(headers) if callable(answer) else answer

    def requests_to(self, ending):
        return [url for url, _ in self.asked if url.endswith(ending)]


@dataclass
class Issuer:
    """Signs tokens and status lists, and publishes its keys."""

    url: str = ACME
    network: Network = field(default_factory=Network)
    clock: StandingClock = field(default_factory=StandingClock)
    key: Any = RSA_KEY
    kid: str = "k1"
    algorithm: str = "RS256"

    def __post_init__(self) -> None:
        self.publish_keys()
        self.publish_list()

    def verifier(self, audience=AUDIENCE, **options):
        settings = {"transport": self.network, "clock": self.clock, **options}
        return Verifier(self.url, audience, **settings)

    def publish_keys(self, *jwks: dict[str, Any]) -> None:
        metadata = {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"}
        self.network.answers[f"{self.url}/.well-known/openid-configuration"] = as_json(metadata)
        keys = list(jwks) or [public_jwk(self.key, self.kid, self.algorithm)]
        self.network.answers[f"{self.url}/jwks"] = as_json({"keys": keys})

    def publish_list(self, statuses=None, number=0, **changes):
        """Publish a list in which the places `statuses` are not valid."""
        token = self.list_token(statuses, number, **changes)
        self.network.answers[self.list_uri(number)] = Answer(status=200, body=token.encode())
        return token

    def list_uri(self, number=0):
        return f"{self.url}/status/{number}"

    def list_token(self, statuses=None, number=0, typ="statuslist+jwt", **changes):
        lst = packed(octets_of(statuses or {}))
        claims = {
            "iss": self.url,
            "sub": self.list_uri(number),
            "iat": int(self.clock.wall),
            "exp": int(self.clock.wall) + 86_400,
            "ttl": 30,
            "status_list": {"bits": 2, "lst": lst},
        }
        return self.sign(without_none({**claims, **changes}), typ)

    def token(self, headers=None, **changes):
        """An access token of a person; a claim given as None is left out."""
        return self.sign(without_none({**self.claims(), **changes}), headers=headers)

    def claims(self):
        now = int(self.clock.wall)
        return {
            "iss": self.url,
            "sub": "ada",
            "aud": AUDIENCE,
            "client_id": "acme-web",
            "exp": now + 600,
            "iat": now,
            "jti": "j1",
            "scope": "openid orders:read",
            "sid": "s1",
            "auth_time": now,
            "acr": "2",
            "amr": ["pwd", "otp"],
            "roles": ["admin"],
            "groups": ["staff"],
            "entitlements": ["orders:read:all", "orders:write"],
            "status": {"status_list": {"idx": 7, "uri": self.list_uri()}},
        }

    def sign(self, claims, typ="at+jwt", headers=None):
        headers = without_none({"kid": self.kid, "typ": typ, **(headers or {})})
        return jwt.encode(claims, self.key, self.algorithm, headers=headers)


def public_jwk(key, kid="k1", algorithm="RS256", **changes):
    names = {"RS": "RSAAlgorithm", "PS": "RSAAlgorithm", "ES": "ECAlgorithm"}
    kind = getattr(jwt.algorithms, names[algorithm[:2]])
    jwk = json.loads(kind.to_jwk(key.public_key()))
    jwk.pop("key_ops", None)
    return without_none({**jwk, "kid": kid, "alg": algorithm, "use": "sig", **changes})


def octets_of(statuses, bits=2, places=PLACES):
    octets = bytearray(places * bits // 8)
    for index, status in statuses.items():
        octet, shift = divmod(index * bits, 8)
        octets[octet] |= status << shift
    return bytes(octets)


def packed(octets):
    return base64.urlsafe_b64encode(zlib.compress(octets)).rstrip(b"=").decode()


def as_json(document):
    return Answer(status=200, body=json.dumps(document).encode())


def without_none(values):
    return {name: value for name, value in values.items() if value is not None}


def compact(header, claims, signature=b"x"):
    """A token of one's own making."""
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
