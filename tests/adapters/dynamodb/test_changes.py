"""What the table's stream tells, and what of it somebody must hear of."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import number
from chalicelib.adapters.dynamodb.changes import read_changes
from chalicelib.adapters.dynamodb.records import item_of
from chalicelib.adapters.dynamodb.sessions import new_session
from chalicelib.adapters.dynamodb.statuses import new_status
from chalicelib.adapters.dynamodb.writes import Write
from chalicelib.tenancy.status import Status, StatusIndex
from chalicelib.tokens.changes import SessionEnded, StatusChanged, UserChanged
from ops.local.event_filter import admits
from tests.builders import ACME, ADA, GLOBEX, a_session, a_user
from tests.fakes.clock import NOON
from tests.support.dynamo import make_table
from tests.support.stream import Stream, the_filters

PLACE = StatusIndex(3, 77)
Item = dict[str, Any]


def a_record(old: Item | None, new: Item | None) -> dict[str, Any]:
    """One record, as Lambda brings it."""
    item = new or old or {}
    kind = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
    images = {
        "Keys": {name: item[name] for name in ("pk", "sk")},
        "SequenceNumber": "100",
        "StreamViewType": "NEW_AND_OLD_IMAGES",
    }
    images |= {"OldImage": old} if old else {}
    images |= {"NewImage": new} if new else {}
    return {"eventName": kind, "eventSource": "aws:dynamodb", "dynamodb": images}


def changes(old: Item | None, new: Item | None) -> list[Any]:
    """What is read from one record; what is read, the deployed filters must let through."""
    record = a_record(old, new)
    read = [change for _, change in read_changes([record])]
    assert admits(the_filters(), record) or not read
    return read


def a_status(status: Status = Status.INVALID) -> Item:
    return new_status(ACME, PLACE, status, NOON).arguments["Item"]


def a_session_item(**chosen: Any) -> Item:
    first, *_ = new_session(ACME, a_session(**chosen))
    return first.arguments["Item"]


def ended(item: Item) -> Item:
    changed = deepcopy(item)
    changed["record"]["M"]["ended_at"] = number(NOON)
    return changed


def a_user_item(**chosen: Any) -> Item:
    user = a_user(**chosen)
    return item_of(keys.user(ACME, user.id), user)


def test_a_new_status_and_a_changed_one_are_told():
    told = StatusChanged(tenant=ACME, place=PLACE)
    assert changes(None, a_status()) == [told]
    assert changes(a_status(Status.STALE), a_status()) == [told]


def test_a_status_that_was_swept_away_is_not_told():
    assert changes(a_status(), None) == []


def test_a_published_list_is_not_a_status():
    key = keys.published_status_list(ACME, 3)
    assert changes(None, {**key, "version": number(1)}) == []


def test_the_end_of_a_session_is_told_once_with_who_took_part():
    going_on = a_session_item(clients=("acme-web", "acme-spa"))
    (told,) = changes(going_on, ended(going_on))
    assert isinstance(told, SessionEnded)
    assert told.tenant == ACME
    assert set(told.session.clients) == {"acme-web", "acme-spa"}
    assert told.session.ended_at == NOON
    later = ended(going_on) | {"expires_at": number(NOON + 1)}
    assert changes(ended(going_on), later) == []


def test_a_session_that_begins_goes_on_or_is_swept_away_is_not_told():
    going_on = a_session_item()
    assert changes(None, going_on) == []
    assert changes(going_on, a_session_item(last_used_at=NOON + 60)) == []
    assert changes(ended(going_on), None) == []


def test_a_session_listed_among_everything_of_a_person_is_no_session():
    _, listed = new_session(ACME, a_session())
    assert changes(None, listed.arguments["Item"]) == []


@pytest.mark.parametrize(
    "changed", [{"roles_version": 2}, {"disabled_at": NOON}, {"roles_version": 0}]
)
def test_other_roles_and_being_disabled_are_told(changed):
    (told,) = changes(a_user_item(roles_version=1), a_user_item(**{"roles_version": 1} | changed))
    after = replace(a_user(roles_version=1), **changed)
    assert told == UserChanged(tenant=ACME, before=a_user(roles_version=1), after=after)


def test_being_enabled_again_is_told():
    (told,) = changes(a_user_item(disabled_at=NOON), a_user_item())
    assert (told.before.disabled_at, told.after.disabled_at) == (NOON, None)


def test_a_new_person_and_a_new_name_are_not_told():
    assert changes(None, a_user_item()) == []
    assert changes(a_user_item(), a_user_item(profile={"name": "Ada King"})) == []


@pytest.mark.parametrize(
    ("pk", "sk"),
    [
        ("T#acme", "CONFIG"),
        ("T#acme", "CLIENT#IDX#1"),
        (f"T#acme#USER#{ADA}", "SESSION#a-key"),
        (f"T#acme#USER#{ADA}", "IDENTITY#x#USER"),
        ("T#acme#STATUS#3", "IDX#many"),
        ("T#acme#STATUS#three", "IDX#000001"),
        ("T#acme#EMAIL#T#globex#STATUS#3", "IDX#000001"),
        ("DOMAIN#login.acme.test", "DOMAIN"),
        ("something", "else"),
    ],
)
def test_items_of_other_kinds_are_passed_over(pk, sk):
    foreign = {"pk": {"S": pk}, "sk": {"S": sk}, "record": {"S": "of another shape"}}
    assert changes(None, foreign) == []
    assert changes(foreign, {**foreign, "more": {"BOOL": True}}) == []


def test_an_item_that_is_keyed_in_another_way_is_passed_over():
    images = {"Keys": {"id": {"N": "1"}}, "SequenceNumber": "1", "NewImage": {"id": {"N": "1"}}}
    assert read_changes([{"eventName": "INSERT", "dynamodb": images}]) == []


def test_numbers_go_with_their_changes():
    records = [a_record(None, a_status()), a_record(None, a_session_item())]
    records.append(a_record(None, new_status(GLOBEX, PLACE, Status.STALE, None).arguments["Item"]))
    for at, record in enumerate(records):
        record["dynamodb"]["SequenceNumber"] = str(at)
    assert [(number_, change.tenant) for number_, change in read_changes(records)] == [
        ("0", ACME),
        ("2", GLOBEX),
    ]


def test_what_is_written_is_told_by_the_tables_own_stream(dynamodb):
    table = make_table(dynamodb)
    stream = Stream(table)
    session = a_session()

    def write(*writes: Write) -> None:
        each = [{one.kind.value: {"TableName": table, **one.arguments}} for one in writes]
        dynamodb.transact_write_items(TransactItems=each)

    write(*new_session(ACME, session), new_status(ACME, PLACE, Status.INVALID, NOON))
    assert len(stream.everything()) == 3
    dynamodb.update_item(
        TableName=table,
        Key=keys.session(ACME, session.key),
        UpdateExpression="SET #r.ended_at = :now",
        ExpressionAttributeNames={"#r": "record"},
        ExpressionAttributeValues={":now": number(NOON)},
    )
    ((_, told),) = read_changes(stream.drain())
    assert told == SessionEnded(tenant=ACME, session=replace(session, ended_at=NOON))
    assert stream.drain() == []
