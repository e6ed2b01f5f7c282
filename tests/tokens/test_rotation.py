"""What a presented refresh token deserves (RFC 9700 section 4.14.2)."""

from dataclasses import replace

import pytest

from chalicelib.clients.refresh import RefreshPolicy, Rotation
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.rotation import RefreshVerdict, judge_refresh
from tests.builders import a_family
from tests.fakes.clock import NOON

ROTATES = RefreshPolicy()
KEEPS = RefreshPolicy(rotation=Rotation.NONE)
HASTY = RefreshPolicy(retry_window=0)

#: Rotated five times, the last time at noon.
FAMILY = a_family(
    generation=6, rotated_1=NOON, rotated_2=NOON - 20, rotated_3=NOON - 40, rotated_4=NOON - 59
)


def judge(
    generation: int = 6,
    now: int = NOON,
    policy: RefreshPolicy = ROTATES,
    client_id: str = "acme-web",
    family: RefreshFamily | None = FAMILY,
) -> RefreshVerdict:
    return judge_refresh(family, client_id, generation, policy, now)


def test_the_living_token_is_rotated() -> None:
    assert judge() is RefreshVerdict.ROTATE


@pytest.mark.parametrize("policy", [ROTATES, HASTY])
@pytest.mark.parametrize("seconds", [0, 1, 3600, 13 * 24 * 3600])
def test_the_living_token_may_be_as_old_as_the_family(policy: RefreshPolicy, seconds: int) -> None:
    assert judge(now=NOON + seconds, policy=policy) is RefreshVerdict.ROTATE


def test_the_living_token_of_a_client_that_keeps_its_tokens_is_kept() -> None:
    assert judge(policy=KEEPS) is RefreshVerdict.KEEP


def test_a_family_that_is_not_there_is_unknown() -> None:
    assert judge(family=None) is RefreshVerdict.UNKNOWN


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [
        (0, RefreshVerdict.REPEAT),
        (59, RefreshVerdict.REPEAT),
        (60, RefreshVerdict.REPLAYED),
        (24 * 3600, RefreshVerdict.REPLAYED),
    ],
)
def test_the_token_before_the_living_is_repeated_inside_the_window(
    seconds: int, verdict: RefreshVerdict
) -> None:
    assert judge(5, NOON + seconds) is verdict


@pytest.mark.parametrize(
    ("generation", "ends"), [(5, NOON + 60), (4, NOON + 40), (3, NOON + 20), (2, NOON + 1)]
)
def test_the_window_of_each_generation_begins_when_it_was_replaced(
    generation: int, ends: int
) -> None:
    assert judge(generation, ends - 1) is RefreshVerdict.REPEAT
    assert judge(generation, ends) is RefreshVerdict.REPLAYED


@pytest.mark.parametrize("generation", [1, 0, -5])
def test_whoever_is_five_generations_late_is_not_remembered(generation: int) -> None:
    assert judge(generation, NOON - 60) is RefreshVerdict.REPLAYED


@pytest.mark.parametrize("generation", range(1, 6))
def test_a_client_that_is_forgiven_nothing_repeats_nothing(generation: int) -> None:
    assert judge(generation, policy=HASTY) is RefreshVerdict.REPLAYED


def test_a_window_may_be_longer() -> None:
    patient = RefreshPolicy(retry_window=300)
    assert judge(5, NOON + 299, patient) is RefreshVerdict.REPEAT
    assert judge(5, NOON + 300, patient) is RefreshVerdict.REPLAYED


def test_a_generation_that_was_never_made_harms_nobody() -> None:
    """The table was restored from a backup; whoever holds the token did nothing wrong."""
    assert judge(7) is RefreshVerdict.UNKNOWN


@pytest.mark.parametrize("generation", [1, 5, 6, 7])
def test_another_clients_token_neither_works_nor_ends_anything(generation: int) -> None:
    for family in (FAMILY, replace(FAMILY, ended_at=NOON)):
        verdict = judge(generation, NOON + 999, client_id="acme-other", family=family)
        assert verdict is RefreshVerdict.OTHER_CLIENT


@pytest.mark.parametrize("generation", [1, 5, 6, 7])
@pytest.mark.parametrize("policy", [ROTATES, KEEPS, HASTY])
def test_what_ended_has_ended_for_every_token(generation: int, policy: RefreshPolicy) -> None:
    ended = replace(FAMILY, ended_at=NOON)
    assert judge(generation, policy=policy, family=ended) is RefreshVerdict.ENDED


@pytest.mark.parametrize("generation", [1, 5, 6, 7])
@pytest.mark.parametrize("member", ["expires_at", "idle_expires_at"])
def test_what_expired_has_expired_for_every_token(generation: int, member: str) -> None:
    """Nobody is a thief for coming too late."""
    expires = replace(FAMILY, **{member: NOON + 5})
    assert judge(generation, NOON + 5, family=expires) is RefreshVerdict.EXPIRED
    assert judge(generation, NOON + 4, family=expires) is not RefreshVerdict.EXPIRED


def test_an_excused_rotation_waits_for_its_window() -> None:
    excused = replace(FAMILY, rotated_1=NOON + 600)
    assert judge(5, NOON + 659, family=excused) is RefreshVerdict.REPEAT
    assert judge(5, NOON + 660, family=excused) is RefreshVerdict.REPLAYED
    assert judge(5, NOON + 599, HASTY, family=excused) is RefreshVerdict.REPEAT
    assert judge(5, NOON + 600, HASTY, family=excused) is RefreshVerdict.REPLAYED


def test_only_what_is_good_issues_and_only_what_changes_is_written() -> None:
    good = {verdict for verdict in RefreshVerdict if verdict.is_good}
    assert good == {RefreshVerdict.ROTATE, RefreshVerdict.KEEP, RefreshVerdict.REPEAT}
    written = {verdict for verdict in RefreshVerdict if verdict.writes}
    assert written == {RefreshVerdict.ROTATE, RefreshVerdict.KEEP}
