"""A session ends with everything that rests on it, whatever of that has ended before."""

from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.family import RefreshFamily
from tests.builders import (
    ACME,
    ADA,
    GLOBEX,
    a_family,
    a_session,
    a_use,
    an_event,
)
from tests.fakes.clock import NOON
from tests.fakes.store import Store

WHY = an_event(at=NOON + 5, event=Audited.SESSION_ENDED, object=a_session().key)
LATER = an_event(id="later", at=NOON + 9, event=Audited.SESSION_ENDED)


def begin(store: Store, many: int, tenant: TenantId = ACME) -> list[RefreshFamily]:
    families = [a_family(key=f"key-{n:03d}", status=StatusIndex(0, n)) for n in range(many)]
    for family in families:
        store.families.open(tenant, family)
    return families


def invalid(store: Store, tenant: TenantId = ACME) -> set[int]:
    """The places that APIs are told are invalid."""
    told = store.status_lists.all_statuses(tenant, 0)
    return {index for index, status in told.items() if status is Status.INVALID}


def ended_at(store: Store, tenant: TenantId = ACME) -> int | None:
    session = store.sessions.named(tenant, a_session().key)
    assert session is not None
    return session.ended_at


def test_a_session_ends_with_more_families_than_one_transaction_takes(house):
    families = begin(house, 34)
    house.session_ends.end(ACME, a_session(), families, WHY)
    assert ended_at(house) == NOON + 5
    assert house.sessions.of(ACME, ADA) == ()
    assert house.families.of(ACME, ADA) == ()
    assert invalid(house) == set(range(34))
    assert house.trail(ACME) == [WHY]


def test_families_that_are_not_named_go_on(house):
    leaves, stays = begin(house, 2)
    house.session_ends.end(ACME, a_session(), [leaves], WHY)
    assert house.families.of(ACME, ADA) == (stays,)
    assert invalid(house) == {0}


def test_families_that_ended_before_do_not_keep_the_others(house):
    families = begin(house, 5)
    house.families.end(ACME, [families[0], families[3]], an_event())
    house.session_ends.end(ACME, a_session(), families, WHY)
    assert ended_at(house) == NOON + 5
    assert house.families.of(ACME, ADA) == ()
    assert invalid(house) == set(range(5))
    first = house.families.find(ACME, families[0].key)
    assert first is not None
    assert first.ended_at == NOON


def test_ending_again_completes_what_was_left_and_says_nothing_twice(house):
    families = begin(house, 3)
    house.session_ends.end(ACME, a_session(), families[:1], WHY)
    house.session_ends.end(ACME, a_session(), families, LATER)
    house.session_ends.end(ACME, a_session(), families, LATER)
    assert ended_at(house) == NOON + 5
    assert house.families.of(ACME, ADA) == ()
    assert invalid(house) == {0, 1, 2}
    assert house.trail(ACME) == [WHY]


def test_families_that_were_refreshed_meanwhile_end_at_their_new_place(house):
    families = begin(house, 3)
    moved = a_use(status=StatusIndex(0, 77), roles_version=1)
    assert house.families.use(ACME, families[1], moved).happened
    house.session_ends.end(ACME, a_session(), families, WHY)
    assert house.families.of(ACME, ADA) == ()
    assert invalid(house) >= {0, 77, 2}
    assert house.trail(ACME) == [WHY]


def test_another_tenant_ends_nothing(house):
    families = begin(house, 2)
    begin(house, 1, GLOBEX)
    house.session_ends.end(GLOBEX, a_session(), families, WHY)
    assert ended_at(house) is None
    assert set(house.families.of(ACME, ADA)) == set(families)
    assert invalid(house) == set()
    assert house.trail(ACME) == []
    assert ended_at(house, GLOBEX) == NOON + 5
    assert house.families.of(GLOBEX, ADA) == ()
    assert invalid(house, GLOBEX) == {0}


def test_a_session_that_never_was_is_not_made_and_its_families_end(house):
    families = begin(house, 2)
    house.session_ends.end(ACME, a_session("another"), families, WHY)
    assert house.sessions.named(ACME, a_session("another").key) is None
    assert ended_at(house) is None
    assert house.families.of(ACME, ADA) == ()
    assert house.trail(ACME) == []
