"""Of two who publish the same tenant at the same time one wins, whole; the other is told."""

import boto3
import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.edition import Edition
from chalicelib.adapters.dynamodb.fence import PublishedMeanwhile
from chalicelib.adapters.dynamodb.publisher import Publisher
from chalicelib.adapters.dynamodb.records import read_record
from chalicelib.adapters.system import SystemEntropy
from chalicelib.clients.model import Client
from chalicelib.tenancy.status import StatusIndex
from tests.builders import ACME, a_client, a_role_book, a_tenant
from tests.fakes.clock import FrozenClock
from tests.support.dynamo import make_table
from tests.support.turns import Turns, taking_turns
from tests.support.visiting import OpenTable

CALLS = 7  # that the first one makes; the second makes one more
SHARED = StatusIndex(0, 1)
SWITCHED_OFF = {"alice": False, "bob": True}


def an_edition(name):
    """Everything in it is marked with who publishes it."""
    return Edition(
        tenant=a_tenant(name=name),
        connections=(),
        roles=a_role_book(),
        clients=(
            a_client(id="shared", name=name, status=SHARED, disabled=SWITCHED_OFF[name]),
            a_client(id=f"of-{name}", name=name, origins=(f"https://{name}.test",)),
        ),
        document=name,
    )


@pytest.fixture
def publish(dynamodb):
    table = make_table(dynamodb)

    def publish(client, name):
        publisher = Publisher(OpenTable(table, lambda: client), FrozenClock(), SystemEntropy())
        return publisher.publish(publisher.claim(ACME), an_edition(name))

    publish.table = table
    return publish


@pytest.fixture(scope="module")
def processes(dynamodb):
    named = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    return [boto3.client("dynamodb", region_name="us-east-1", **named) for _ in range(2)]


def names_in(dynamodb, table):
    """Whose is what the broker reads, and of what was published last."""
    items = {each["sk"]["S"]: each for each in dynamodb.scan(TableName=table)["Items"]}
    version = int(items["CONFIG"]["version"]["N"])
    clients = [read_record(Client, item) for sk, item in items.items() if "CLIENT#" in sk]
    origins = {sk.removeprefix("ORIGIN#https://") for sk in items if sk.startswith("ORIGIN#")}
    status = items.get(keys.status(ACME, 0, 1)["sk"]["S"], {"status": {"N": "0"}})["status"]["N"]
    return {
        items["CONFIG"]["record"]["M"]["tenant"]["M"]["name"]["S"],
        items[f"VERSION#{version:08d}"]["document"]["S"],
        *(client.name for client in clients),
        *(origin.removesuffix(".test") for origin in origins),
        "bob" if status == "2" else "alice",
    }


@pytest.mark.parametrize("first", range(CALLS + 1))
@pytest.mark.parametrize("second", range(CALLS + 2))
def test_whenever_two_meet_everything_is_of_one(dynamodb, processes, publish, first, second):
    alice, bob = processes
    outcomes = taking_turns(
        Turns(first, second),
        (alice, lambda: publish(alice, "alice")),
        (bob, lambda: publish(bob, "bob")),
    )
    told = [type(one.exception()) for one in outcomes if one.exception()]
    assert told in ([], [PublishedMeanwhile])
    (winner,) = names_in(dynamodb, publish.table)
    # Who came to an end before the other began has nothing to be told.
    if 0 < first < CALLS and second:
        assert (winner, told) == ("bob", [PublishedMeanwhile])
