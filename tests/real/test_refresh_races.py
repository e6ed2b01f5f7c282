"""Refreshing on a DynamoDB with real locks: many at once, and processes that die on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.builders import ACME, ADA
from tests.support.at_once import at_once
from tests.support.desk import Desk, furnish, open_desk
from tests.support.dynamo import dynamo_store

pytestmark = pytest.mark.real

MANY, ROUNDS = 50, 200
CALLS = ("BatchGetItem", "UpdateItem")


@pytest.fixture(scope="module")
def client(ministack: str) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=ministack,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
        config=Config(max_pool_connections=MANY, retries={"total_max_attempts": 1}),
    )


@pytest.fixture
def desk(client: Any) -> Desk:
    return open_desk(furnish(dynamo_store(client)))


def test_fifty_at_once_two_hundred_times_have_one_successor_each_time(desk: Desk) -> None:
    token = desk.tokens(scopes=("orders:read",))["refresh_token"]
    for _ in range(ROUNDS):
        asked = token
        replies = at_once(lambda _, asked=asked: desk.refresh(asked), MANY)
        assert {reply.status for reply in replies} == {200}
        (token,) = {reply.body["refresh_token"] for reply in replies}
        # The next round begins outside this one's window: nobody is saved by it.
        desk.store.clock.advance(61)
    (family,) = desk.store.families.of(ACME, ADA)
    assert family.generation == ROUNDS + 1


class Moment(Enum):
    """When a process dies, seen from a call to DynamoDB."""

    BEFORE = "before-call"
    AFTER = "after-call"


class Killed(BaseException):
    """Nothing that runs in the process can catch this, nor tidy up after it."""


@contextmanager
def dying(client: Any, operation: str, moment: Moment) -> Iterator[None]:
    event = f"{moment.value}.dynamodb.{operation}"

    def die(**_: Any) -> None:
        raise Killed

    client.meta.events.register(event, die)
    try:
        yield
    finally:
        client.meta.events.unregister(event, die)


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("operation", CALLS)
def test_whoever_was_cut_off_asks_again_and_has_the_one_child(
    client: Any, desk: Desk, operation: str, moment: Moment
) -> None:
    token = desk.tokens()["refresh_token"]
    with dying(client, operation, moment), pytest.raises(Killed):
        desk.refresh(token)
    children = {desk.refresh(token).body["refresh_token"] for _ in range(3)}
    assert len(children) == 1
    (family,) = desk.store.families.of(ACME, ADA)
    assert family.generation == 2
    assert desk.refresh(children.pop()).status == 200


@pytest.mark.parametrize("moment", Moment)
def test_a_revocation_that_was_cut_off_is_completed_by_the_next(
    client: Any, desk: Desk, moment: Moment
) -> None:
    """A replay is noticed, and the process dies while ending the family."""
    token = desk.tokens()["refresh_token"]
    child = desk.refresh(token).body["refresh_token"]
    desk.store.clock.advance(61)
    with dying(client, "TransactWriteItems", moment), pytest.raises(Killed):
        desk.refresh(token)
    assert desk.refresh(token).body["error"] == "invalid_grant"
    assert desk.refresh(child).body["error"] == "invalid_grant"


def test_the_window_and_the_thief_race_to_one_end(desk: Desk) -> None:
    """Owner and thief present parent and child at once, outside the window: it ends for both."""
    parent = desk.tokens()["refresh_token"]
    child = desk.refresh(parent).body["refresh_token"]
    desk.store.clock.advance(61)
    at_once(lambda number: desk.refresh(child if number % 2 else parent))
    assert desk.store.families.of(ACME, ADA) == ()
    for token in (parent, child):
        assert desk.refresh(token).body["error"] == "invalid_grant"
