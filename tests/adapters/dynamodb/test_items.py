"""What lies in the table: no secret in the clear, and nothing swept away while it still matters."""

import pytest

from chalicelib.adapters.dynamodb.family_writes import LONGEST_TOKEN_SECONDS
from chalicelib.identity.link import Settlement
from chalicelib.tenancy.document import read_tenant
from chalicelib.tenancy.section import Section
from chalicelib.tenancy.status import StatusIndex
from tests.builders import (
    ACME,
    CODE,
    FAMILY_SECRET,
    HANDLE,
    SECRET,
    a_code,
    a_family,
    a_session,
    a_use,
    a_user,
    an_attempt,
    an_event,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.support.dynamo import dynamo_store, make_table

DAY = 24 * 3600


@pytest.fixture
def table(dynamodb):
    return make_table(dynamodb)


@pytest.fixture
def items(dynamodb, table):
    """Everything that a sign-in and its redemption leave behind, by sort key."""
    store = dynamo_store(dynamodb, table)
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    store.sign_ins.open(ACME, settlement, a_session(), a_code())
    store.families.open(ACME, a_family())
    return {item["sk"]["S"]: item for item in scan(dynamodb, table)}


def scan(dynamodb, table):
    return dynamodb.scan(TableName=table, ConsistentRead=True)["Items"]


def test_codes_states_and_session_secrets_are_nowhere_in_the_table(items):
    lying_there = repr(items)
    for secret in (CODE, HANDLE.state, HANDLE.browser, SECRET, FAMILY_SECRET):
        assert secret not in lying_there


def test_short_lived_items_are_swept_and_people_are_not(items):
    assert {sk.partition("#")[0] for sk, item in items.items() if "expires_at" in item} == {
        "ATTEMPT",
        "CODE",
        "SESSION",
        "FAMILY",
    }
    assert items["ATTEMPT"]["expires_at"] == {"N": str(NOON + 600)}
    assert "expires_at" not in items["USER"]


def test_a_used_code_is_kept_for_a_day_so_that_its_reuse_is_noticed(items):
    """RFC 6749 section 10.5."""
    assert items["CODE"]["expires_at"] == {"N": str(NOON + 60 + DAY)}


def test_a_session_lies_there_for_as_long_as_what_was_issued_from_it_may_refresh(items):
    for sk in ("SESSION", f"SESSION#{a_session().key}"):
        assert items[sk]["expires_at"] == {"N": str(a_session().expires_at)}


def test_what_speaks_of_a_token_outlives_the_longest_that_a_tenant_may_configure(items):
    table = {"apis": [{"audience": "https://a.test", "access_token_lifetime": 3600 * 24}]}
    faults = []
    read_tenant(Section(table, "", faults), "https://auth.example.com")
    told = next(str(fault) for fault in faults if "access_token_lifetime" in fault.path)
    assert told.endswith(f"to {LONGEST_TOKEN_SECONDS}")
    ends = {"CODE": a_code().expires_at, "FAMILY": a_family().idle_expires_at}
    ends[f"FAMILY#{a_family().key}"] = a_family().expires_at
    for sk, end in ends.items():
        assert int(items[sk]["expires_at"]["N"]) >= end + LONGEST_TOKEN_SECONDS


def test_a_family_that_is_used_is_kept_longer(dynamodb, table, items):
    dynamo_store(dynamodb, table).families.use(ACME, a_family(), a_use())
    (found,) = (item for item in scan(dynamodb, table) if item["sk"]["S"] == "FAMILY")
    kept = int(found["expires_at"]["N"])
    assert kept == a_use().idle_expires_at + LONGEST_TOKEN_SECONDS
    assert kept > int(items["FAMILY"]["expires_at"]["N"])


def test_what_ended_says_so_until_the_last_token_of_it_has_expired(dynamodb, table, items):
    families = dynamo_store(dynamodb, table).families
    families.end(ACME, [a_family()], an_event(at=NOON + DAY))
    families.mark_stale(ACME, [a_family(status=StatusIndex(0, 8))], NOON + DAY)
    statuses = [item for item in scan(dynamodb, table) if item["sk"]["S"].startswith("IDX#")]
    assert len(statuses) == 2
    for item in statuses:
        assert int(item["expires_at"]["N"]) >= NOON + DAY + LONGEST_TOKEN_SECONDS


def test_a_session_that_is_used_is_kept_neither_longer_nor_shorter(dynamodb, table, items):
    store = dynamo_store(dynamodb, table)
    for idle in (NOON + DAY, NOON + 99 * DAY):
        store.sign_ins.extend(ACME, a_session(), a_code(f"until-{idle}"), idle)
        (found,) = (item for item in scan(dynamodb, table) if item["sk"]["S"] == "SESSION")
        assert found["expires_at"] == {"N": str(a_session().expires_at)}


def test_an_identity_is_listed_among_everything_of_its_person(items):
    (listed,) = (sk for sk in items if sk.startswith("IDENTITY#"))
    assert items[listed]["pk"] == items["USER"]["pk"]
