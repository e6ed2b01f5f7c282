"""Status lists over HTTP: cacheable for a second, for everybody, and never somebody else's."""

import json
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from chalice.app import Response

from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.cors import Cors
from chalicelib.endpoints.reception import Reception
from chalicelib.endpoints.status import status_endpoint
from chalicelib.flows.name_status_lists import NameStatusLists
from chalicelib.flows.publish_statuses import PublishStatuses
from chalicelib.flows.read_status_list import ReadStatusList
from chalicelib.tenancy.status import Status, StatusIndex
from tests.builders import ACME, GLOBEX, a_client, a_role_book, a_tenant
from tests.endpoints.events import rest_event
from tests.fakes.clock import FrozenClock
from tests.fakes.configuration import (
    MemoryClients,
    MemoryKeyRings,
    MemoryPublisher,
    MemoryTenants,
)
from tests.fakes.entropy import CountingEntropy
from tests.fakes.journal import Notes
from tests.fakes.memory import Memory
from tests.fakes.signer import LocalSigner
from tests.fakes.statuses import MemoryStatusIndexes, MemoryStatusLists, set_status

SIGNER = LocalSigner()
LIST = "/t/acme/status/0"


@dataclass(frozen=True)
class Counted(MemoryStatusLists):
    """Fails the test that reads what it should not."""

    forbids_reading: bool = False

    def find(self, tenant, list_number):
        assert not self.forbids_reading
        return super().find(tenant, list_number)


@dataclass(frozen=True)
class House:
    memory: Memory
    clock: FrozenClock
    app: Broker

    def get(self, path: str, method: str = "GET", **headers: str) -> Any:
        sent = {name.replace("_", "-"): [value] for name, value in headers.items()}
        reply = self.app(rest_event(method, path, multiValueHeaders=sent), None)
        return Response(reply["body"], reply["headers"], reply["statusCode"])


def a_house(**options: Any) -> House:
    memory, clock = Memory(), FrozenClock()
    lists = Counted(memory, **options)
    tenants, clients, keys = MemoryTenants(memory), MemoryClients(memory), MemoryKeyRings(memory)
    for tenant in (ACME, GLOBEX):
        client = a_client(origins=("https://app.example.com",))
        MemoryPublisher(memory).publish(
            a_tenant(tenant), (), a_role_book(), (client,), (SIGNER.key,), "a document"
        )
    MemoryStatusIndexes(memory, clock, CountingEntropy()).next(ACME)
    publish = PublishStatuses(tenants, lists, keys, SIGNER, clock)
    desk = Reception(tenants, clients, Cors(clients), clock, Notes())
    app = Broker("vestibule-test")
    read = ReadStatusList(lists, publish, clock)
    app.register_blueprint(status_endpoint(desk, read, NameStatusLists(lists, clock)))
    return House(memory, clock, app)


@pytest.fixture
def house() -> House:
    return a_house()


def test_the_list_is_a_signed_token_of_its_own_kind(house):
    response = house.get(LIST, accept="text/html")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/statuslist+jwt"
    assert jwt.get_unverified_header(response.body)["typ"] == "statuslist+jwt"


def test_what_ended_is_never_older_in_a_cache_than_two_seconds(house):
    """One in our process, which the flow's tests show, and one in caches on the way."""
    assert house.get(LIST).headers["Cache-Control"] == "public, max-age=1"


def test_every_page_may_read_it(house):
    assert house.get(LIST).headers["Access-Control-Allow-Origin"] == "*"
    elsewhere = house.get(LIST, origin="https://elsewhere.test")
    assert elsewhere.headers["Access-Control-Allow-Origin"] == "*"


def test_whoever_holds_the_list_is_not_sent_it_again(house):
    etag = house.get(LIST).headers["ETag"]
    for sent in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        response = house.get(LIST, if_none_match=sent)
        assert (response.status_code, response.body) == (304, "")
        assert response.headers["ETag"] == etag
        assert response.headers["Cache-Control"] == "public, max-age=1"


def test_whoever_holds_an_older_list_is_sent_the_new_one(house):
    etag = house.get(LIST).headers["ETag"]
    set_status(house.memory, ACME, StatusIndex(0, 7), Status.INVALID)
    house.clock.advance(12 * 3600)
    response = house.get(LIST, if_none_match=etag)
    assert response.status_code == 200
    assert response.headers["ETag"] != etag


def test_a_head_request_is_answered_without_the_list(house):
    response = house.get(LIST, "HEAD")
    assert (response.status_code, response.body) == (200, "")
    assert response.headers["ETag"] == house.get(LIST).headers["ETag"]


@pytest.mark.parametrize(
    "number", ["00", "01", "-1", "+1", "1.0", "1e3", "%D9%A1", "0x0", "a", "9" * 9, "%200", "0%00"]
)
def test_what_is_no_number_is_not_found_and_nothing_is_read(number):
    response = a_house(forbids_reading=True).get(f"/t/acme/status/{number}")
    assert response.status_code == 404
    assert json.loads(response.body)["error"] == "invalid_request"


def test_a_list_that_never_was_is_not_found(house):
    response = house.get("/t/acme/status/1")
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    assert json.loads(response.body)["error_description"] == "there is no such status list"


def test_a_tenant_has_its_own_lists_only(house):
    assert house.get("/t/globex/status/0").status_code == 404
    assert json.loads(house.get("/t/globex/status").body) == {"status_lists": []}


def test_all_lists_are_named_by_the_addresses_that_tokens_name(house):
    response = house.get("/t/acme/status")
    assert json.loads(response.body) == {
        "status_lists": ["https://auth.example.com/t/acme/status/0"]
    }
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
