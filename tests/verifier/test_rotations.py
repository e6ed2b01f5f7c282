"""The real verifier, and an issuer whose keys take turns: only caches lie between them (JWK-4)."""

import json
from dataclasses import replace
from itertools import count

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from chalicelib.adapters.dynamodb.cache import Cache
from chalicelib.flows.rotate_keys import RotateKeys
from chalicelib.tenancy.model import KeyPolicy, KeyTier
from chalicelib.tokens.keys import KeyRing
from tests.builders import ACME, a_key, a_tenant
from tests.fakes.clock import FrozenClock
from tests.fakes.entropy import CountingEntropy
from tests.fakes.journal import Notes
from tests.fakes.key_rings import MemoryKeyRingStore
from tests.verifier.an_issuer import NOON, Issuer, as_json

STEP = 300
TENANT = a_tenant(keys=KeyPolicy(rotation_days=2))
DISCOVERY = "/.well-known/openid-configuration"


class Keeper:
    """Makes keys that truly sign."""

    def __init__(self):
        self.private, self.numbers = {}, count(1)

    def make(self, tenant, algorithm, tier, known):
        kid = f"k{next(self.numbers)}"
        if algorithm == "ES256":
            self.private[kid], kind = ec.generate_private_key(ec.SECP256R1()), ECAlgorithm
        else:
            self.private[kid], kind = rsa.generate_private_key(65537, 2048), RSAAlgorithm
        members = json.loads(kind.to_jwk(self.private[kid].public_key()))
        return a_key(kid, algorithm=algorithm, tier=tier, public_jwk=members)

    def require_usable(self, key):
        assert key.kid in self.private

    def disable(self, key):
        del self.private[key.kid]


class Broker(Issuer):
    """An issuer that signs and publishes by a ring as its processes remember it: for a minute."""

    signs_with = "RS256"

    def __post_init__(self):
        self.time, self.store, self.keeper = FrozenClock(NOON), MemoryKeyRingStore(), Keeper()
        self.rotate = RotateKeys(
            rings=self.store,
            keeper=self.keeper,
            clock=self.time,
            entropy=CountingEntropy(),
            journal=Notes(),
        )
        self.rotate(TENANT)
        self.remembered = Cache(self.time)
        super().__post_init__()
        self.network.answers[f"{self.url}/jwks"] = lambda _: self._jwks()

    def ring(self) -> KeyRing:
        return self.remembered.get(ACME, lambda: self.store.load(ACME).ring)

    def sign(self, claims, typ="at+jwt", headers=None):
        current = self.ring().signing(self.signs_with)
        self.algorithm = current.algorithm
        self.key, self.kid = self.keeper.private[current.kid], current.kid
        return super().sign(claims, typ, headers)

    def _jwks(self):
        return as_json(self.ring().jwks())

    def pass_time(self):
        self.clock.advance(STEP)
        self.time.advance(STEP)


class OldNews:
    """A network whose answers about keys are up to two hours old, whoever asks for newer ones."""

    def __init__(self, network, clock):
        self.network, self.clock, self.known = network, clock, {}

    def get(self, url, headers):
        if not url.endswith((DISCOVERY, "/jwks")):
            return self.network.get(url, headers)
        at, answer = self.known.get(url, (-(10**9), None))
        if self.clock.wall - at >= 7200:
            at, answer = self.clock.wall, self.network.get(url, headers)
            self.known[url] = at, answer
        return answer


@pytest.mark.parametrize("is_stubborn", [False, True], ids=["ours", "two hours behind"])
def test_three_rotations_pass_and_no_token_is_ever_refused(is_stubborn):
    broker = Broker()
    transport = OldNews(broker.network, broker.clock) if is_stubborn else broker.network
    verifier = broker.verifier(transport=transport)
    kids, old = [], broker.token(exp=NOON + 3600)
    for moment in range(NOON, NOON + 8 * 24 * 3600, STEP):
        if moment % 3600 < STEP:
            broker.rotate(TENANT)
        if (moment - NOON) % (12 * 3600) == 0:
            broker.publish_list()
        if (moment - NOON) % 3300 == 0:
            verifier.verify(old)
            old = broker.token(exp=moment + 3600)
        access = verifier.verify(broker.token())
        assert access.subject == "ada"
        kids.append(broker.kid)
        broker.pass_time()
    assert list(dict.fromkeys(kids)) == ["k1", "k2", "k3", "k4"]
    assert len(broker.keeper.private) <= 3, "keys that nothing needs are disabled"


def test_a_key_that_signs_unannounced_is_noticed_by_these_tests():
    broker = Broker()
    verifier = broker.verifier(transport=OldNews(broker.network, broker.clock))
    verifier.verify(broker.token())
    stored = broker.store.load(ACME)
    stranger = broker.keeper.make(ACME, "RS256", KeyTier.DEDICATED, stored.ring)
    broker.remembered = Cache(broker.time)
    broker.store.rings[ACME] = type(stored)(KeyRing((stranger,)), stored.version + 1)
    with pytest.raises(Exception, match="does not publish"):
        verifier.verify(broker.token())


CHANGES = {
    6: {"algorithms": ("RS256", "ES256"), "algorithm": "ES256"},
    12: {"tier": KeyTier.SHARED},
    24: {"algorithms": ("RS256",), "algorithm": "RS256", "tier": KeyTier.WRAPPED},
    30: {"algorithms": ("RS256", "PS256"), "algorithm": "PS256", "tier": KeyTier.DEDICATED},
}


@pytest.mark.parametrize("is_stubborn", [False, True], ids=["ours", "two hours behind"])
def test_tier_and_algorithm_change_and_no_token_is_ever_refused(is_stubborn):
    broker, policy = Broker(), KeyPolicy(rotation_days=0)
    transport = OldNews(broker.network, broker.clock) if is_stubborn else broker.network
    verifier = broker.verifier(transport=transport)
    seen, old = [], broker.token(exp=NOON + 3600)
    for minutes in range(0, 36 * 60, STEP // 60):
        hour, is_new_hour = minutes // 60, minutes % 60 == 0
        if is_new_hour:
            policy = replace(policy, **CHANGES.get(hour, {}))
            broker.signs_with = policy.algorithm
            broker.rotate(a_tenant(keys=policy))
            verifier.verify(old)
            old = broker.token(exp=NOON + minutes * 60 + 3600)
            broker.publish_list()
        verifier.verify(broker.token())
        found = broker.ring().find(broker.kid)
        seen.append((found.algorithm, str(found.tier)))
        broker.pass_time()
    assert list(dict.fromkeys(seen)) == [
        ("RS256", "dedicated"),
        ("ES256", "dedicated"),
        ("ES256", "shared"),
        ("RS256", "shared"),
        ("RS256", "wrapped"),
        ("PS256", "dedicated"),
    ]
