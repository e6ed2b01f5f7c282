"""Nothing that lies in another house is asked for, whatever asks: it never gets to DynamoDB."""

from contextlib import nullcontext
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import check, delete, put, update
from chalicelib.tenancy.premises import FenceViolation, in_house_of, publishing, surveying
from tests.builders import ACME, GLOBEX

OURS, THEIRS = keys.session(ACME, "ours"), keys.session(GLOBEX, "theirs")
ALL = keys.EVERYTHING
VALUE = {":v": {"S": "v"}}

#: Whatever a table can be asked, about the keys that it is given.
OPERATIONS = {
    "find": lambda table, key: table.find(key),
    "find_together": lambda table, key: table.find_together(OURS, key),
    "find all": lambda table, key: list(table.find_all([OURS, key])),
    "query": lambda table, key: list(table.query(key["pk"]["S"], ALL, consistent=True)),
    "put": lambda table, key: table.write(put(dict(key))),
    "update": lambda table, key: table.write(update(key, "SET #v = :v", "", VALUE)),
    "delete": lambda table, key: table.write(delete(key)),
    "put together": lambda table, key: table.write_together([put(dict(OURS)), put(dict(key))]),
    "update together": lambda table, key: table.write_together(
        [put(dict(OURS)), update(key, "SET #v = :v", "", VALUE)]
    ),
    "delete together": lambda table, key: table.write_together([put(dict(OURS)), delete(key)]),
    "check together": lambda table, key: table.write_together(
        [put(dict(OURS)), check(key, "attribute_exists(#pk)")]
    ),
}
READS = {"find", "query"}
every_operation = pytest.mark.parametrize("operation", OPERATIONS)


class Recorder:
    """Answers as an empty table would, and remembers that it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        def answer(**_: Any) -> dict[str, Any]:
            self.asked.append(name)
            return {"Items": [], "Responses": {}}

        return answer


@pytest.fixture
def client() -> Recorder:
    return Recorder()


@pytest.fixture
def table(client: Recorder) -> Table:
    return Table("a-table", lambda: client)


def test_every_method_of_a_table_is_among_these_operations():
    named = {name for name in vars(Table) if not name.startswith("_")}
    assert named == {"find", "find_together", "find_all", "query", "write", "write_together"}


@every_operation
def test_at_home_a_table_answers(operation, table, client):
    with in_house_of(ACME):
        OPERATIONS[operation](table, OURS)
    assert len(client.asked) == 1


@every_operation
@pytest.mark.parametrize(
    "place",
    [
        THEIRS,
        keys.config(GLOBEX),
        keys.config("acme2"),
        keys.config("acm"),
        {"pk": {"S": "T#"}, "sk": {"S": "CONFIG"}},
        {"pk": {"S": ""}, "sk": {"S": "CONFIG"}},
        {"pk": {"S": "acme"}, "sk": {"S": "CONFIG"}},
        {"pk": {"S": "t#acme"}, "sk": {"S": "CONFIG"}},
        {"pk": {"S": "T#globex#T#acme"}, "sk": {"S": "T#acme"}},
        keys.directory_entry(GLOBEX),
        keys.directory_entry(ACME),
        {"pk": {"S": "DOMAIN#login.acme.test"}, "sk": {"S": "DOMAIN"}},
    ],
    ids=lambda place: place["pk"]["S"] + "/" + place["sk"]["S"],
)
def test_nothing_of_another_house_is_asked_for(operation, place, table, client):
    with in_house_of(ACME), pytest.raises(FenceViolation):
        OPERATIONS[operation](table, place)
    assert client.asked == []


@every_operation
def test_who_is_in_no_house_is_answered_nothing(operation, table, client):
    for place in (OURS, keys.config(ACME), keys.session("", "")):
        with pytest.raises(FenceViolation):
            OPERATIONS[operation](table, place)
    assert client.asked == []


@pytest.mark.parametrize("place", ["DIRECTORY", "DOMAIN#login.acme.test"])
def test_what_lies_between_the_houses_is_read_on_the_way_and_written_by_nobody(
    place, table, client
):
    key = {"pk": {"S": place}, "sk": {"S": "acme"}}
    for operation, ask in OPERATIONS.items():
        if operation in READS:
            ask(table, key)
        else:
            with pytest.raises(FenceViolation):
                ask(table, key)
    assert len(client.asked) == len(READS)


def test_an_operator_lists_the_tenant_at_hand_and_no_other(table, client):
    with publishing(ACME):
        table.write(put(dict(keys.directory_entry(ACME))))
        with pytest.raises(FenceViolation):
            table.write(put(dict(keys.directory_entry(GLOBEX))))
        with pytest.raises(FenceViolation):
            table.write(put(dict(keys.config(GLOBEX))))
    assert client.asked == ["put_item"]


@every_operation
@pytest.mark.parametrize("place", [OURS, THEIRS, keys.domain("login.acme.test")])
def test_an_operator_who_looks_around_changes_nothing(operation, place, table, client):
    may = operation in {*READS, "find_together", "find all"}
    with surveying(), nullcontext() if may else pytest.raises(FenceViolation):
        OPERATIONS[operation](table, place)
    assert len(client.asked) == may


def test_a_query_that_was_begun_in_one_house_does_not_go_on_in_another(table, client):
    with in_house_of(ACME):
        found = table.query(OURS["pk"]["S"], ALL, consistent=True)
    with in_house_of(GLOBEX), pytest.raises(FenceViolation):
        list(found)
    assert client.asked == []


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("scan", {"TableName": "a-table"}),
        ("execute_statement", {"Statement": "SELECT * FROM a"}),
        ("batch_write_item", {"RequestItems": {}}),
        (
            "query",
            {
                "IndexName": "an-index",
                "KeyConditionExpression": "#pk = :pk AND #sk = :sk",
                "ExpressionAttributeNames": {"#pk": "pk"},
                "ExpressionAttributeValues": {":pk": {"S": "T#acme"}},
            },
        ),
        (
            "query",
            {
                "KeyConditionExpression": "#pk = :pk AND #sk = :sk",
                "ExpressionAttributeNames": {"#pk": "email"},
                "ExpressionAttributeValues": {":pk": {"S": "T#acme"}},
            },
        ),
        (
            "query",
            {
                "KeyConditionExpression": "#pk = :other AND #sk = :sk",
                "ExpressionAttributeNames": {"#pk": "pk"},
                "ExpressionAttributeValues": {":pk": {"S": "T#acme"}},
            },
        ),
    ],
)
def test_what_the_fence_does_not_know_it_refuses(operation, request_, table, client):
    with in_house_of(ACME), pytest.raises(FenceViolation):
        table._ask(operation, request_)
    assert client.asked == []


def test_a_violation_tells_whose_it_was_and_nothing_personal(table):
    with in_house_of(ACME), pytest.raises(FenceViolation) as violation:
        table.find(keys.email_of_user(GLOBEX, "ada@globex.test", "ada"))
    assert str(violation.value) == "the work for acme asked for get_item in T#globex#EMAIL"
