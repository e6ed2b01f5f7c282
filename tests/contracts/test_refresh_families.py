"""A family begins once, goes on one generation at a time, and ends for good."""

from dataclasses import replace

import pytest

from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.family import RefreshFamily
from chalicelib.tokens.family_ports import GrantEnded, Standing
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    a_family,
    a_session,
    a_use,
    a_user,
    an_event,
)
from tests.fakes.clock import NOON
from tests.fakes.store import Store
from tests.support.at_once import MANY, at_once

DAY = 24 * 3600
FAMILY = a_family()
ELSEWHERE = StatusIndex(0, 8)


def found(store: Store, tenant: TenantId = ACME) -> RefreshFamily:
    family = store.families.find(tenant, FAMILY.key)
    assert family is not None
    return family


def status(store: Store, place: StatusIndex = FAMILY.status, tenant: TenantId = ACME) -> Status:
    told = store.status_lists.statuses_of(tenant, place.list, [place.index])
    return told.get(place.index, Status.VALID)


def rotated(store: Store, times: int) -> RefreshFamily:
    """The family after so many refreshes, a minute apart."""
    for generation in range(1, times + 1):
        use = a_use(
            generation=generation, next_generation=generation + 1, now=NOON + 60 * generation
        )
        assert store.families.use(ACME, FAMILY, use).happened
    return found(store)


def test_a_family_is_found_as_it_began(house):
    family = a_family(acr="gold", amr=("pwd",), userinfo_claims=("name",), id_token_claims=("n",))
    house.families.open(ACME, family)
    assert house.families.find(ACME, family.key) == family
    assert house.families.of(ACME, ADA) == (family,)
    assert status(house) is Status.VALID


def test_a_family_belongs_to_one_tenant(begun):
    assert begun.families.find(GLOBEX, FAMILY.key) is None
    assert begun.families.of(GLOBEX, ADA) == ()
    assert begun.families.standing(GLOBEX, FAMILY.key, ADA, a_session().key).family is None


def test_no_other_tenant_uses_excuses_ends_or_forgets_a_family(begun):
    used = rotated(begun, 1)
    second = a_use(generation=2, next_generation=3)
    assert begun.families.use(GLOBEX, used, second).family is None
    begun.families.excuse(GLOBEX, used, NOON + DAY)
    begun.families.end(GLOBEX, [used], an_event())
    begun.families.forget(GLOBEX, used)
    begun.families.refuse(GLOBEX, used.key, NOON)
    begun.families.mark_stale(GLOBEX, [used], NOON)
    assert found(begun) == used
    assert begun.families.of(ACME, ADA) == (used,)
    assert status(begun) is Status.VALID


def test_ending_a_family_that_never_was_writes_nothing(house):
    house.families.end(ACME, [FAMILY], an_event())
    assert house.families.find(ACME, FAMILY.key) is None
    assert status(house) is Status.VALID
    assert house.trail(ACME) == []


def test_beginning_again_changes_nothing(begun):
    used = rotated(begun, 1)
    begun.families.open(ACME, FAMILY)
    assert found(begun) == used
    assert begun.families.of(ACME, ADA) == (used,)
    assert status(begun) is Status.VALID


def test_beginning_again_changes_nothing_though_roles_have(begun):
    begun.grant_role(ACME, ADA, "admin")
    begun.families.open(ACME, FAMILY)
    assert found(begun) == FAMILY
    assert status(begun) is Status.VALID


def test_nothing_begins_for_somebody_disabled(house):
    house.disable(ACME, ADA, NOON)
    with pytest.raises(GrantEnded):
        house.families.open(ACME, FAMILY)
    assert house.families.find(ACME, FAMILY.key) is None
    assert house.families.of(ACME, ADA) == ()
    house.families.open(GLOBEX, FAMILY)


def test_nothing_begins_for_somebody_unknown(house):
    with pytest.raises(GrantEnded):
        house.families.open(ACME, a_family(user_id="b" * 43))
    with pytest.raises(GrantEnded):
        house.families.open(TenantId("nobody"), FAMILY)
    assert house.families.of(ACME, "b" * 43) == ()


def test_nothing_begins_in_a_session_that_ended_or_never_was(house):
    with pytest.raises(GrantEnded):
        house.families.open(ACME, a_family(session_key="another"))
    house.session_ends.end(ACME, a_session(), [], an_event())
    with pytest.raises(GrantEnded):
        house.families.open(ACME, FAMILY)
    assert house.families.find(ACME, FAMILY.key) is None
    house.families.open(GLOBEX, FAMILY)


def test_nothing_begins_for_somebody_disabled_whose_roles_changed_too(house):
    house.grant_role(ACME, ADA, "admin")
    house.disable(ACME, ADA, NOON)
    with pytest.raises(GrantEnded):
        house.families.open(ACME, FAMILY)
    assert house.families.of(ACME, ADA) == ()


@pytest.mark.parametrize("roles_change", [False, True])
def test_a_family_whose_code_was_reused_before_it_began_begins_ended(house, roles_change):
    house.families.refuse(ACME, FAMILY.key, NOON)
    assert house.families.find(ACME, FAMILY.key) is None
    if roles_change:
        house.grant_role(ACME, ADA, "admin")
    house.families.open(ACME, FAMILY)
    began = house.families.find(ACME, FAMILY.key)
    assert began is None or began.ended_at is not None
    assert not house.families.use(ACME, FAMILY, a_use()).happened
    assert house.families.of(ACME, ADA) == ()
    assert status(house) is Status.INVALID
    house.families.open(GLOBEX, FAMILY)
    assert found(house, GLOBEX) == FAMILY


def test_refusing_a_family_that_has_begun_leaves_it_to_be_ended_properly(begun):
    begun.families.refuse(ACME, FAMILY.key, NOON)
    assert found(begun) == FAMILY
    begun.families.end(ACME, [FAMILY], an_event())
    assert found(begun).ended_at == NOON
    assert status(begun) is Status.INVALID


def test_a_family_begins_stale_if_roles_changed_since_its_code_was_issued(house):
    house.grant_role(ACME, ADA, "admin")
    house.families.open(ACME, FAMILY)
    assert found(house) == FAMILY
    assert status(house) is Status.STALE
    house.families.open(ACME, a_family(key="second", status=ELSEWHERE, roles_version=1))
    assert status(house, ELSEWHERE) is Status.VALID


def test_who_stands_behind_a_token_is_told_as_far_as_they_are_there(begun):
    standing = begun.families.standing
    user, session = a_user(), a_session()
    assert standing(ACME, FAMILY.key, ADA, session.key) == Standing(FAMILY, user, session)
    assert standing(ACME, "x", ADA, session.key) == Standing(None, user, session)
    assert standing(ACME, FAMILY.key, "x", session.key) == Standing(FAMILY, None, session)
    assert standing(ACME, FAMILY.key, ADA, "x") == Standing(FAMILY, user, None)


def test_a_use_moves_the_family_on(begun):
    use = a_use(status=ELSEWHERE, roles_version=3)
    used = begun.families.use(ACME, FAMILY, use)
    assert used.happened
    assert used.family == found(begun)
    assert found(begun) == replace(
        FAMILY,
        generation=2,
        rotated_1=NOON + 60,
        last_used_at=NOON + 60,
        idle_expires_at=use.idle_expires_at,
        status=ELSEWHERE,
        roles_version=3,
    )


def test_a_use_without_rotation_keeps_the_generation(begun):
    for now in (NOON + 60, NOON + 120):
        assert begun.families.use(ACME, FAMILY, a_use(next_generation=1, now=now)).happened
    assert (found(begun).generation, found(begun).rotated_1) == (1, 0)
    assert found(begun).last_used_at == NOON + 120


def test_four_rotations_are_remembered(begun):
    family = rotated(begun, 6)
    assert family.generation == 7
    times = [family.rotated_at(generation) for generation in range(1, 8)]
    assert times == [None, None, NOON + 180, NOON + 240, NOON + 300, NOON + 360, None]


@pytest.mark.parametrize(
    ("family", "use"),
    [
        ({}, {"generation": 2, "next_generation": 3}),
        ({}, {"generation": 0, "next_generation": 1}),
        ({}, {"now": FAMILY.idle_expires_at}),
        ({}, {"now": FAMILY.expires_at}),
        ({"client_id": "acme-other"}, {}),
        ({"status": ELSEWHERE}, {}),  # read before another use gave it another place
    ],
)
def test_a_use_that_no_longer_fits_changes_nothing_and_tells_what_is_there(begun, family, use):
    used = begun.families.use(ACME, replace(FAMILY, **family), a_use(**use))
    assert (used.happened, used.family) == (False, FAMILY)
    assert found(begun) == FAMILY


def test_a_family_that_is_gone_cannot_be_used_and_is_not_made(house):
    used = house.families.use(ACME, FAMILY, a_use())
    assert (used.happened, used.family) == (False, None)
    assert house.families.find(ACME, FAMILY.key) is None


def test_of_many_uses_at_once_one_happens_and_all_see_the_same_family(begun):
    uses = at_once(lambda n: begun.families.use(ACME, FAMILY, a_use(now=NOON + n)))
    assert [used.happened for used in uses].count(True) == 1
    assert {used.family.generation for used in uses} == {2}
    assert len(uses) == MANY
    assert found(begun).rotated_2 == 0


def test_of_many_uses_at_once_that_bring_a_new_place_one_is_the_familys(begun):
    """Also where nothing is rotated, so that nothing but the place tells them apart."""

    def use(number: int) -> bool:
        place = StatusIndex(0, 100 + number)
        return begun.families.use(ACME, FAMILY, a_use(next_generation=1, status=place)).happened

    happened = at_once(use)
    assert happened.count(True) == 1
    assert found(begun).status == StatusIndex(0, 100 + happened.index(True))


def test_an_excuse_extends_the_latest_rotation_only(begun):
    family = rotated(begun, 2)
    begun.families.excuse(ACME, replace(family, generation=2), NOON + DAY)
    begun.families.excuse(ACME, replace(family, generation=4), NOON + DAY)
    assert found(begun) == family
    begun.families.excuse(ACME, family, NOON + DAY)
    assert found(begun) == replace(family, rotated_1=NOON + DAY)


def test_a_family_that_ended_or_is_gone_is_excused_nothing(begun):
    begun.families.end(ACME, [FAMILY], an_event())
    ended = found(begun)
    begun.families.excuse(ACME, FAMILY, NOON + DAY)
    assert found(begun) == ended
    begun.families.excuse(ACME, a_family(key="gone"), NOON + DAY)
    assert begun.families.find(ACME, "gone") is None


def test_a_family_for_which_nothing_was_handed_out_is_forgotten(begun):
    begun.families.forget(ACME, FAMILY)
    begun.families.forget(ACME, FAMILY)
    assert begun.families.find(ACME, FAMILY.key) is None
    assert begun.families.of(ACME, ADA) == ()
    assert status(begun) is Status.VALID


def test_an_end_is_for_good_and_told_once(begun):
    why = an_event(id="first", at=NOON + 5, event=Audited.REFRESH_TOKEN_REPLAYED)
    begun.families.end(ACME, [FAMILY], why)
    begun.families.end(ACME, [FAMILY], an_event(id="second", at=NOON + 9))
    assert found(begun).ended_at == NOON + 5
    assert begun.families.of(ACME, ADA) == ()
    assert status(begun) is Status.INVALID
    assert begun.trail(ACME) == [why]
    used = begun.families.use(ACME, FAMILY, a_use())
    assert (used.happened, used.family) == (False, found(begun))
    begun.families.open(ACME, FAMILY)
    assert found(begun).ended_at == NOON + 5


def test_one_that_ended_before_does_not_keep_the_others_from_ending(begun):
    others = [a_family(key=f"key-{n}", status=StatusIndex(0, n)) for n in (8, 9)]
    for family in others:
        begun.families.open(ACME, family)
    begun.families.end(ACME, [FAMILY], an_event(id="first"))
    begun.families.end(ACME, [others[0], FAMILY, others[1]], an_event(id="second"))
    assert begun.families.of(ACME, ADA) == ()
    assert {status(begun, family.status) for family in others} == {Status.INVALID}


def test_what_ends_is_the_place_that_the_family_has_now(begun):
    """Whoever ends it read it before a refresh gave it another."""
    begun.families.use(ACME, FAMILY, a_use(status=ELSEWHERE, roles_version=1))
    begun.families.end(ACME, [FAMILY], an_event())
    assert found(begun).ended_at == NOON
    assert status(begun, ELSEWHERE) is Status.INVALID
    assert begun.trail(ACME) == [an_event()]


def test_a_place_that_is_invalid_never_becomes_stale(begun):
    other = a_family(key="second", status=ELSEWHERE)
    begun.families.open(ACME, other)
    begun.families.end(ACME, [FAMILY], an_event())
    begun.families.mark_stale(ACME, [FAMILY, other], NOON)
    assert status(begun) is Status.INVALID
    assert status(begun, ELSEWHERE) is Status.STALE
    assert status(begun, tenant=GLOBEX) is status(begun, ELSEWHERE, GLOBEX) is Status.VALID
    begun.families.end(ACME, [other], an_event())
    assert status(begun, ELSEWHERE) is Status.INVALID


def test_everything_of_a_person_is_found_and_nothing_of_anybody_else(house):
    families = {a_family(key=f"key-{n}", status=StatusIndex(0, n)) for n in range(5)}
    for family in families:
        house.families.open(ACME, family)
    assert set(house.families.of(ACME, ADA)) == families
    assert house.families.of(GLOBEX, ADA) == ()
    assert house.families.of(ACME, "b" * 43) == ()
    assert house.families.of(ACME, ADA[:-1]) == ()
