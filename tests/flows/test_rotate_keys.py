"""Rotations that break off, overlap, are held up or come late: no verifier ever notices (JWK-4)."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.flows.rotate_keys import RotateKeys
from chalicelib.tenancy.audit import Audited, Cause
from chalicelib.tenancy.model import KeyPolicy, KeyTier
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.key_ports import KeyKeeperFailed
from chalicelib.tokens.key_rotation import KEPT, LEAD, Wish
from chalicelib.tokens.keys import KeyRing, KeyStage
from chalicelib.tokens.status_list import LIFETIME
from tests.builders import ACME, GLOBEX, a_tenant
from tests.fakes.clock import FrozenClock
from tests.fakes.entropy import CountingEntropy
from tests.fakes.journal import Notes
from tests.fakes.key_rings import MemoryKeyKeeper, MemoryKeyRingStore

DAY = 24 * 3600
#: What a verifier was told may be this old: two hours there, then an HTTP cache, then a process.
OLDEST_VIEW = 2 * 3600 + 300 + 60
#: For so long after a promotion a process still signs with the old key.
REMEMBERED = 60
LEEWAY = 10
SKEW = 120


class Skewed:
    """A machine whose clock is wrong by so many seconds."""

    def __init__(self, clock, seconds):
        self.clock, self.seconds = clock, seconds

    def now(self):
        return self.clock.now() + self.seconds


class Watched:
    """A store that remembers every ring, and lets something happen right before a write."""

    def __init__(self, clock):
        self.store, self.clock = MemoryKeyRingStore(), clock
        self.history = []
        self.before_write = []
        self.after_write = []

    def load(self, tenant):
        return self.store.load(tenant)

    def replace(self, tenant, stored, keys, event):
        self._happen(self.before_write)
        is_done = self.store.replace(tenant, stored, keys, event)
        if is_done and tenant == ACME:
            self.history.append((self.clock.now(), self.store.load(ACME).ring))
        self._happen(self.after_write)
        return is_done

    def _happen(self, planned):
        if planned and (what := planned.pop(0)):
            what()


def fail():
    raise StorageUnavailable("at this very moment")


@dataclass
class World:
    """One tenant, and machines that rotate its keys."""

    clock: FrozenClock = field(default_factory=FrozenClock)
    keeper: MemoryKeyKeeper = field(default_factory=MemoryKeyKeeper)
    policy: KeyPolicy = field(default_factory=lambda: KeyPolicy(rotation_days=2))
    notes: Notes = field(default_factory=Notes)

    def __post_init__(self):
        self.store = Watched(self.clock)

    @property
    def ring(self):
        return self.store.load(ACME).ring

    def stages(self):
        return {key.kid: key.stage.value for key in self.ring.keys}

    def rotate(self, wish=None, skew=0, tenant=ACME, cause=Cause("broker")):  # noqa: B008
        rotation = RotateKeys(
            rings=self.store,
            keeper=self.keeper,
            clock=Skewed(self.clock, skew),
            entropy=CountingEntropy(),
            journal=self.notes,
        )
        return rotation(a_tenant(tenant, keys=self.policy), wish or Wish(), cause)

    def try_to_rotate(self, wish=None, skew=0):
        try:
            self.rotate(wish, skew)
        except StorageUnavailable:
            pass
        finally:
            self.store.before_write.clear()
            self.store.after_write.clear()

    def ask(self):
        """What an operator asks who wants new keys."""
        signing = [key.kid for key in self.ring.keys if key.stage is KeyStage.CURRENT]
        return Wish(replace=frozenset(signing))


def spans(history, is_meant, end):
    """From when until when a key was as meant, by kid; `end` for those that still are."""
    found = {}
    ends = [at for at, _ in history[1:]] + [end]
    for (begin, ring), finish in zip(history, ends, strict=True):
        for key in ring.keys:
            if is_meant(key):
                first, _ = found.get(key.kid, (begin, finish))
                found[key.kid] = (first, finish)
    return found


def rejections(history, end):
    """Keys that some verifier would have met in a token without having been told of them."""
    published = spans(history, lambda key: key.is_published, end)
    signing = spans(history, lambda key: key.stage is KeyStage.CURRENT, end)
    beginning = history[0][0]
    for kid, (first, last) in signing.items():
        is_first = first == beginning  # nobody can have asked before there was a tenant
        if not is_first and published[kid][0] > first - OLDEST_VIEW:
            yield f"{kid} signed too early"
        needed_until = min(end, last + REMEMBERED + LIFETIME + LEEWAY)
        if published[kid][1] < needed_until:
            yield f"{kid} left too early"


seconds = st.sampled_from([1, 60, 3600, LEAD - SKEW, LEAD, KEPT - SKEW, KEPT, 2 * DAY, 90 * DAY])
skews = st.integers(-SKEW, SKEW)
algorithms = st.sampled_from(["ES256", "PS256"])
actions = st.one_of(
    st.tuples(st.just("rotate"), seconds, skews),
    st.tuples(st.just("ask"), seconds, skews),
    st.tuples(st.sampled_from(["refused", "lost", "held up", "overtaken"]), seconds, skews),
    st.tuples(st.just("policy"), st.sampled_from([0, 1, 2, 90]), st.none() | algorithms),
    st.tuples(st.just("tier"), st.sampled_from(KeyTier), st.none()),
)


def act(world, kind, amount, more):
    if kind == "policy":
        algorithms = ("RS256", more) if more else ("RS256",)
        algorithm = more or "RS256"
        world.policy = replace(
            world.policy, rotation_days=amount, algorithms=algorithms, algorithm=algorithm
        )
        return
    if kind == "tier":
        world.policy = replace(world.policy, tier=amount)
        return
    store, planned = world.store, [None] * (amount % 4)
    world.clock.advance(amount)
    match kind:
        case "refused":
            store.before_write = [*planned, fail]
        case "lost":
            store.after_write = [*planned, fail]
        case "held up":
            store.before_write = [*planned, lambda: world.clock.advance(amount)]
        case "overtaken":
            store.before_write = [*planned, lambda: world.rotate(skew=-more)]
    world.try_to_rotate(world.ask() if kind == "ask" or amount % 3 == 0 else None, more)


@settings(max_examples=400, deadline=None)
@given(st.lists(actions, max_size=40))
def test_no_verifier_that_keeps_keys_for_two_hours_rejects_anything(script):
    world = World()
    world.rotate()
    for action in script:
        act(world, *action)
        world.clock.advance(1)
    assert list(rejections(world.store.history, world.clock.now())) == []
    for _, ring in world.store.history:
        current = [key.algorithm for key in ring.keys if key.stage is KeyStage.CURRENT]
        assert "RS256" in current
        assert len(set(current)) == len(current)
        for key in ring.keys:
            is_ended = key.stage in {KeyStage.FORMER, KeyStage.WITHDRAWN}
            assert (key.wrapped is None) == (is_ended or key.tier is not KeyTier.WRAPPED)
    assert not any(key.kid in world.keeper.unusable for key in world.ring.published)


def test_a_change_of_tier_ends_with_one_key_of_the_new_tier_and_nobody_notices():
    for before, after in [("dedicated", "shared"), ("shared", "wrapped"), ("wrapped", "dedicated")]:
        world = World(policy=KeyPolicy(rotation_days=0, tier=KeyTier(before)))
        world.rotate()
        world.policy = replace(world.policy, tier=KeyTier(after))
        for wait in (0, LEAD, KEPT):
            world.clock.advance(wait)
            world.rotate()
        (key,) = world.ring.published
        assert (key.tier, key.stage) == (KeyTier(after), KeyStage.CURRENT)
        assert list(rejections(world.store.history, world.clock.now())) == []


def test_tenants_that_share_have_the_same_key_and_one_withdraws_it_for_itself_alone():
    world = World(policy=KeyPolicy(rotation_days=0, tier=KeyTier.SHARED))
    world.rotate()
    world.rotate(tenant=GLOBEX)
    (first,) = world.ring.keys
    assert world.store.load(GLOBEX).ring.keys == (first,)
    world.rotate(Wish(withdraw=frozenset({first.kid})))
    assert world.store.load(GLOBEX).ring.current() == first
    assert world.keeper.unusable == set()
    assert world.ring.current().kid != first.kid


def test_nobody_else_is_given_a_shared_key_that_was_withdrawn_before_it_signed():
    world = World(policy=KeyPolicy(rotation_days=0, tier=KeyTier.SHARED))
    world.rotate()
    world.rotate(world.ask())
    waiting = world.ring.find_at(KeyStage.NEXT, "RS256")
    world.rotate(Wish(withdraw=frozenset({waiting.kid})))
    world.rotate(tenant=GLOBEX)
    assert not world.store.load(GLOBEX).ring.publishes(waiting.kid)


def test_the_property_notices_a_key_that_signs_or_leaves_too_early():
    world = World()
    world.rotate()
    (first,) = world.ring.keys
    world.clock.advance(60)
    world.rotate(Wish(withdraw=frozenset({first.kid})))
    told = list(rejections(world.store.history, world.clock.now() + DAY))
    assert len(told) == 2


def until_rotated(world):
    world.clock.advance(2 * DAY)
    world.rotate()
    world.clock.advance(LEAD)
    world.rotate()
    world.clock.advance(KEPT)
    return world.rotate()


def test_a_whole_rotation_ends_with_one_key_that_signs_and_one_that_is_disabled():
    world = World()
    world.rotate()
    until_rotated(world)
    assert world.stages() == {"acme-RS256-1": "former", "acme-RS256-2": "current"}
    assert world.keeper.unusable == {"acme-RS256-1"}
    assert [event.event for _, event in world.store.store.trail] == [
        Audited.SIGNING_KEY_MADE,
        Audited.SIGNING_KEY_PROMOTED,
        Audited.SIGNING_KEY_DROPPED,
    ]


def test_doing_it_again_does_nothing():
    world = World()
    world.rotate()
    until_rotated(world)
    changes = len(world.store.history)
    world.rotate()
    world.rotate()
    assert len(world.store.history) == changes


def test_what_an_operator_asked_for_twice_is_one_rotation():
    world = World(policy=KeyPolicy(rotation_days=0))
    world.rotate()
    wish = world.ask()
    world.rotate(wish)
    world.rotate(wish)
    assert list(world.stages().values()) == ["current", "next"]
    world.clock.advance(LEAD)
    world.rotate(wish)
    world.rotate(wish)
    assert list(world.stages().values()) == ["retired", "current"]


def test_a_withdrawn_key_is_gone_at_once_and_the_trail_says_who_did_it():
    world = World()
    world.rotate()
    wish = Wish(withdraw=frozenset({"acme-RS256-1"}))
    ring = world.rotate(wish, cause=Cause("operator:grace", "a leak"))
    assert [key.kid for key in ring.published] == ["acme-RS256-2"]
    assert ring.find("acme-RS256-1") is None
    assert world.keeper.unusable == {"acme-RS256-1"}
    last = world.store.store.trail[-1][1]
    told = (last.event, last.object, last.actor, last.reason)
    expected = (Audited.SIGNING_KEY_WITHDRAWN, "acme-RS256-1", "operator:grace", "a leak")
    assert told == expected


def test_a_key_that_cannot_sign_never_takes_over():
    world = World()
    world.rotate()
    world.rotate(world.ask())
    world.keeper.unusable.add("acme-RS256-2")
    world.clock.advance(LEAD)
    with pytest.raises(KeyKeeperFailed):
        world.rotate()
    assert world.ring.current().kid == "acme-RS256-1"


def test_a_key_that_was_made_in_vain_is_used_by_the_next_rotation():
    world = World()
    world.rotate()
    world.store.before_write = [fail]
    world.try_to_rotate(world.ask())
    assert list(world.stages()) == ["acme-RS256-1"]
    world.rotate(world.ask())
    assert list(world.stages()) == ["acme-RS256-1", "acme-RS256-2"]


def test_two_that_rotate_at_once_make_one_successor_and_name_what_is_left_over():
    world = World()
    world.rotate()
    wish = world.ask()
    world.store.before_write = [lambda: world.rotate(wish)]
    world.rotate(wish)
    assert list(world.stages().values()) == ["current", "next"]
    assert len(world.keeper.newest) == 1


def test_another_tenants_keys_are_left_alone():
    world = World()
    world.rotate()
    world.rotate(tenant=GLOBEX)
    before = world.ring
    theirs = world.store.load(GLOBEX).ring
    world.rotate(Wish(withdraw=frozenset(key.kid for key in before.keys)), tenant=GLOBEX)
    assert world.ring == before
    assert world.store.load(GLOBEX).ring == theirs


def test_hints_of_former_keys_are_read_and_of_withdrawn_ones_never():
    world = World()
    world.rotate()
    former = until_rotated(world).find("acme-RS256-1")
    assert former is not None
    assert not former.is_published
    gone = KeyRing((replace(former, stage=KeyStage.WITHDRAWN),))
    assert gone.find(former.kid) is None
