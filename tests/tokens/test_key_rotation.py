"""When a signing key is made, signs, leaves the key set (JWK-4)."""

from dataclasses import replace

import pytest

from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.model import KeyPolicy, KeyTier
from chalicelib.tokens.key_rotation import KEPT, LEAD, Change, Disable, Make, Wish, next_step
from chalicelib.tokens.keys import KeyRing, KeyStage
from chalicelib.tokens.status_list import LIFETIME
from tests.builders import a_key
from tests.fakes.clock import NOON

DAY = 24 * 3600
POLICY = KeyPolicy(rotation_days=90)
BOTH = KeyPolicy(rotation_days=90, algorithms=("RS256", "ES256"))
NOW = a_key("now", since=NOON)
NEXT = a_key("next", stage=KeyStage.NEXT, since=NOON)
OLD = a_key("old", stage=KeyStage.RETIRED, since=NOON)


def step(*keys, policy=POLICY, now=NOON, **wish):
    asked = Wish(**{name: frozenset(kids) for name, kids in wish.items()})
    return next_step(KeyRing(keys), policy, now, asked)


def moved(*keys, event):
    return Change(tuple(replace(key, stage=stage, since=0) for key, stage in keys), event)


def test_a_tenants_first_keys_sign_at_once_because_nobody_knows_others():
    assert step() == Make(("RS256",), KeyStage.CURRENT)
    assert step(policy=BOTH) == Make(("RS256", "ES256"), KeyStage.CURRENT)


def test_a_key_that_signs_for_its_time_gets_a_successor():
    assert step(NOW, now=NOON + 90 * DAY - 1) is None
    assert step(NOW, now=NOON + 90 * DAY) == Make(("RS256",), KeyStage.NEXT)


def test_by_hand_only_means_that_no_age_is_too_old():
    by_hand = KeyPolicy(rotation_days=0)
    assert step(NOW, policy=by_hand, now=NOON + 9000 * DAY) is None
    assert step(NOW, policy=by_hand, replace=["now"]) == Make(("RS256",), KeyStage.NEXT)


def test_a_successor_signs_when_no_verifier_can_have_missed_it():
    assert LEAD > 2 * 3600 + 300 + 60
    assert step(NOW, NEXT, now=NOON + LEAD - 1) is None
    taken = step(NOW, NEXT, now=NOON + LEAD)
    promoted = ((NEXT, KeyStage.CURRENT), (NOW, KeyStage.RETIRED))
    assert taken == moved(*promoted, event=Audited.SIGNING_KEY_PROMOTED)


def test_a_retired_key_stays_published_until_nothing_is_left_that_it_signed():
    assert KEPT > LIFETIME + 60
    assert step(NOW, OLD, now=NOON + KEPT - 1) is None
    dropped = moved((OLD, KeyStage.FORMER), event=Audited.SIGNING_KEY_DROPPED)
    assert step(NOW, OLD, now=NOON + KEPT) == dropped


def test_a_stage_counts_from_when_a_key_was_seen_there():
    undated = replace(NEXT, since=0)
    assert step(NOW, undated, now=NOON + 5) == Change((replace(NEXT, since=NOON + 5),), None)


@pytest.mark.parametrize("stage", [KeyStage.FORMER, KeyStage.WITHDRAWN])
def test_a_key_that_signs_no_more_is_disabled_once(stage):
    ended = a_key("ended", stage=stage, since=NOON)
    assert step(NOW, ended) == Disable(ended)
    assert step(NOW, replace(ended, disabled_at=NOON)) is None


def test_a_key_that_others_may_have_used_is_withdrawn_by_its_successor_without_waiting():
    assert step(NOW, withdraw=["now"]) == Make(("RS256",), KeyStage.NEXT)
    taken = step(NOW, NEXT, withdraw=["now"])
    both = ((NOW, KeyStage.WITHDRAWN), (NEXT, KeyStage.CURRENT))
    assert taken == moved(*both, event=Audited.SIGNING_KEY_WITHDRAWN)


@pytest.mark.parametrize("key", [NEXT, OLD, replace(OLD, stage=KeyStage.FORMER, disabled_at=1)])
def test_a_key_that_does_not_sign_is_withdrawn_alone(key):
    withdrawn = moved((key, KeyStage.WITHDRAWN), event=Audited.SIGNING_KEY_WITHDRAWN)
    assert step(NOW, key, withdraw=[key.kid]) == withdrawn


def test_an_algorithm_that_comes_later_is_published_before_it_signs():
    assert step(NOW, policy=BOTH) == Make(("ES256",), KeyStage.NEXT)
    other = replace(NEXT, algorithm="ES256")
    assert step(NOW, other, policy=BOTH, now=NOON + LEAD - 1) is None
    promoted = moved((other, KeyStage.CURRENT), event=Audited.SIGNING_KEY_PROMOTED)
    assert step(NOW, other, policy=BOTH, now=NOON + LEAD) == promoted


def test_an_algorithm_that_is_wanted_no_more_leaves_as_it_came():
    signing, waiting = replace(OLD, stage=KeyStage.CURRENT), replace(NEXT, algorithm="ES256")
    signing = replace(signing, algorithm="ES256")
    retired = moved((signing, KeyStage.RETIRED), event=Audited.SIGNING_KEY_RETIRED)
    assert step(NOW, signing) == retired
    dropped = moved((waiting, KeyStage.FORMER), event=Audited.SIGNING_KEY_DROPPED)
    assert step(NOW, waiting) == dropped


def test_a_tenant_whose_key_is_gone_signs_again_at_once():
    assert step(OLD) == Make(("RS256",), KeyStage.CURRENT)
    promoted = moved((NEXT, KeyStage.CURRENT), event=Audited.SIGNING_KEY_PROMOTED)
    assert step(NEXT, OLD) == promoted


SHARING = KeyPolicy(rotation_days=0, tier=KeyTier.SHARED)


def test_a_change_of_tier_is_a_rotation_also_where_nobody_rotates_by_age():
    assert step(policy=SHARING) == Make(("RS256",), KeyStage.CURRENT, KeyTier.SHARED)
    assert step(NOW, policy=SHARING) == Make(("RS256",), KeyStage.NEXT, KeyTier.SHARED)
    successor = replace(NEXT, tier=KeyTier.SHARED)
    assert step(NOW, successor, policy=SHARING, now=NOON + LEAD - 1) is None
    promoted = ((successor, KeyStage.CURRENT), (NOW, KeyStage.RETIRED))
    taken = step(NOW, successor, policy=SHARING, now=NOON + LEAD)
    assert taken == moved(*promoted, event=Audited.SIGNING_KEY_PROMOTED)


def test_a_successor_of_a_tier_that_is_wanted_no_more_never_signs():
    dropped = moved((NEXT, KeyStage.FORMER), event=Audited.SIGNING_KEY_DROPPED)
    assert step(NOW, NEXT, policy=SHARING, now=NOON + LEAD) == dropped
    back = replace(NEXT, tier=KeyTier.SHARED)
    dropped = moved((back, KeyStage.FORMER), event=Audited.SIGNING_KEY_DROPPED)
    assert step(NOW, back, now=NOON + LEAD) == dropped


def test_in_an_emergency_whatever_is_published_takes_over_and_the_tier_waits():
    taken = step(NOW, NEXT, policy=SHARING, withdraw=["now"])
    both = ((NOW, KeyStage.WITHDRAWN), (NEXT, KeyStage.CURRENT))
    assert taken == moved(*both, event=Audited.SIGNING_KEY_WITHDRAWN)


def test_a_shared_key_is_never_disabled_but_given_to_nobody_else_once_withdrawn():
    shared = replace(OLD, tier=KeyTier.SHARED, stage=KeyStage.FORMER)
    current = replace(NOW, tier=KeyTier.SHARED)
    assert step(current, shared, policy=SHARING) is None
    withdrawn = replace(shared, stage=KeyStage.WITHDRAWN)
    assert step(current, withdrawn, policy=SHARING) == Disable(withdrawn)
    assert step(current, replace(withdrawn, disabled_at=NOON), policy=SHARING) is None


def test_a_wrapped_key_is_forgotten_by_the_write_that_ends_it():
    wrapped = KeyPolicy(rotation_days=0, tier=KeyTier.WRAPPED)
    kept = {"tier": KeyTier.WRAPPED, "wrapped": b"private"}
    now, old, waiting = (replace(key, **kept) for key in (NOW, OLD, NEXT))
    (dropped,) = step(now, old, policy=wrapped, now=NOON + KEPT).keys
    assert (dropped.stage, dropped.wrapped) == (KeyStage.FORMER, None)
    first, second = step(now, waiting, policy=wrapped, withdraw=["now"]).keys
    assert (first.stage, first.wrapped) == (KeyStage.WITHDRAWN, None)
    assert (second.stage, second.wrapped) == (KeyStage.CURRENT, b"private")
    _, retired = step(now, waiting, policy=wrapped, now=NOON + LEAD).keys
    assert (retired.stage, retired.wrapped) == (KeyStage.RETIRED, b"private")
    assert step(now, replace(dropped, since=NOON), policy=wrapped) is None
