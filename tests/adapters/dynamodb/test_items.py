"""What lies in the table: no secret in the clear, and nothing swept away while it still matters."""

import pytest

from chalicelib.adapters.dynamodb.codes import LONGEST_TOKEN_SECONDS
from chalicelib.identity.link import Settlement
from chalicelib.tenancy.document import read_tenant
from chalicelib.tenancy.section import Section
from tests.builders import (
    ACME,
    CODE,
    HANDLE,
    SECRET,
    a_code,
    a_session,
    a_user,
    an_attempt,
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
    """Everything that a sign-in leaves behind, by sort key."""
    store = dynamo_store(dynamodb, table)
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    settlement = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)
    store.sign_ins.open(ACME, settlement, a_session(), a_code())
    return {item["sk"]["S"]: item for item in scan(dynamodb, table)}


def scan(dynamodb, table):
    return dynamodb.scan(TableName=table, ConsistentRead=True)["Items"]


def test_codes_states_and_session_secrets_are_nowhere_in_the_table(items):
    lying_there = repr(items)
    for secret in (CODE, HANDLE.state, HANDLE.browser, SECRET):
        assert secret not in lying_there


def test_short_lived_items_are_swept_and_people_are_not(items):
    assert {sk for sk, item in items.items() if "expires_at" in item} == {
        "ATTEMPT",
        "CODE",
        "SESSION",
    }
    assert items["ATTEMPT"]["expires_at"] == {"N": str(NOON + 600)}
    assert items["SESSION"]["expires_at"] == {"N": str(NOON + 8 * 3600)}


def test_a_code_outlives_the_longest_token_that_a_tenant_may_configure(items):
    table = {"apis": [{"audience": "https://a.test", "access_token_lifetime": 3600 * 24}]}
    faults = []
    read_tenant(Section(table, "", faults), "https://auth.example.com")
    told = next(str(fault) for fault in faults if "access_token_lifetime" in fault.path)
    assert told.endswith(f"to {LONGEST_TOKEN_SECONDS}")
    ends = a_code().expires_at + LONGEST_TOKEN_SECONDS
    assert int(items["CODE"]["expires_at"]["N"]) >= ends


def test_a_session_that_is_used_is_kept_longer_but_not_beyond_its_end(dynamodb, table, items):
    store = dynamo_store(dynamodb, table)
    for idle, sweep in ((NOON + DAY, NOON + DAY), (NOON + 99 * DAY, NOON + 30 * DAY)):
        store.sign_ins.extend(ACME, a_session(), a_code(f"until-{idle}"), idle)
        (found,) = (item for item in scan(dynamodb, table) if item["sk"]["S"] == "SESSION")
        assert found["expires_at"] == {"N": str(sweep)}


def test_an_identity_is_listed_among_everything_of_its_person(items):
    (listed,) = (sk for sk in items if sk.startswith("IDENTITY#"))
    assert items[listed]["pk"] == items["USER"]["pk"]
