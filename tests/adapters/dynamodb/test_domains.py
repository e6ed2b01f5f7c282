"""Whose a host is: told within a minute, remembered within bounds, and never given to two."""

import boto3
import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.cache import Bounds
from chalicelib.adapters.dynamodb.domains import DomainTaken, DynamoDomains
from chalicelib.adapters.dynamodb.edition import Edition
from chalicelib.adapters.dynamodb.fence import PublishedMeanwhile
from chalicelib.adapters.dynamodb.publisher import Publisher
from chalicelib.adapters.system import SystemEntropy
from chalicelib.tenancy.ports import StorageUnavailable
from tests.builders import ACME, GLOBEX, a_client, a_role_book, a_tenant
from tests.fakes.clock import FrozenClock
from tests.support.calls import counting
from tests.support.dynamo import make_table
from tests.support.outages import Trouble, spoiling
from tests.support.turns import Turns, taking_turns
from tests.support.visiting import OpenTable

LOGIN, OTHER = "login.acme.com", "id.acme.com"
#: Publishing claims, looks, finds what is left over in two queries, writes, and finishes.
CALLS = 6
FIRST = [0, 1, 2, 4, 5, 6]
SECOND = [1, 4, 5, 6]


class Place:
    """A table, and tenants that are published in it."""

    def __init__(self, client):
        self.client, self.clock = client, FrozenClock()
        self.name = make_table(client)

    def table(self, client=None):
        return OpenTable(self.name, lambda: client or self.client)

    def publish(self, tenant, domain, clients=(), client=None):
        publisher = Publisher(self.table(client), self.clock, SystemEntropy())
        edition = Edition(
            tenant=a_tenant(tenant, domain=domain),
            connections=(),
            roles=a_role_book(),
            clients=clients,
            document="a document",
        )
        return publisher.publish(publisher.claim(tenant), edition)

    def give(self, domain, tenant):
        """Say whose a domain is, whatever the tenants say."""
        item = {**keys.domain(domain), "tenant": {"S": tenant}}
        self.client.put_item(TableName=self.name, Item=item)

    def items(self):
        return self.client.scan(TableName=self.name)["Items"]

    def holders(self):
        items = [each for each in self.items() if each["pk"]["S"].startswith("DOMAIN#")]
        return {each["pk"]["S"].removeprefix("DOMAIN#"): each["tenant"]["S"] for each in items}

    def domain_of(self, tenant):
        item = self.table().find(keys.config(tenant))
        return item and item["record"]["M"]["tenant"]["M"].get("domain", {}).get("S")

    def require_agreement(self):
        """What a tenant says of itself and what its domain says are the same."""
        said = {tenant: self.domain_of(tenant) for tenant in (ACME, GLOBEX)}
        assert self.holders() == {domain: tenant for tenant, domain in said.items() if domain}


@pytest.fixture
def place(dynamodb):
    return Place(dynamodb)


def test_a_domain_comes_moves_and_goes_with_its_tenant(place):
    for domain in (LOGIN, LOGIN, OTHER, None, LOGIN):
        place.publish(ACME, domain)
        assert place.holders() == ({domain: ACME} if domain else {})
        place.require_agreement()


def test_another_tenant_is_told_and_nothing_is_written(place):
    place.publish(ACME, LOGIN)
    place.publish(GLOBEX, OTHER)
    before = [item for item in place.items() if item["sk"]["S"] != "PUBLICATION"]
    with pytest.raises(DomainTaken, match=LOGIN):
        place.publish(GLOBEX, LOGIN, clients=(a_client(id="new"),))
    assert [item for item in place.items() if item["sk"]["S"] != "PUBLICATION"] == before
    assert place.publish(GLOBEX, None) == 2
    place.require_agreement()


def test_nobody_gives_up_what_is_anothers_by_now(place):
    place.publish(ACME, LOGIN)
    place.give(LOGIN, GLOBEX)  # by hand, or out of a backup
    with pytest.raises(DomainTaken, match=LOGIN):
        place.publish(ACME, None)
    assert place.holders() == {LOGIN: GLOBEX}


def test_a_domain_that_was_given_up_is_free(place):
    place.publish(ACME, LOGIN)
    place.publish(ACME, None)
    place.publish(GLOBEX, LOGIN)
    assert place.holders() == {LOGIN: GLOBEX}


@pytest.fixture(scope="module")
def processes(dynamodb):
    named = {"aws_access_key_id": "local", "aws_secret_access_key": "local"}
    return [boto3.client("dynamodb", region_name="us-east-1", **named) for _ in range(2)]


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("second", SECOND)
def test_of_two_who_want_a_domain_at_once_one_gets_it(place, processes, first, second):
    alice, bob = processes
    outcomes = taking_turns(
        Turns(first, second),
        (alice, lambda: place.publish(ACME, LOGIN, client=alice)),
        (bob, lambda: place.publish(GLOBEX, LOGIN, client=bob)),
    )
    told = [type(one.exception()) for one in outcomes if one.exception()]
    assert told == [DomainTaken]
    assert list(place.holders()) == [LOGIN]
    place.require_agreement()


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("second", SECOND)
def test_of_two_who_give_one_tenant_a_domain_one_is_heard(place, processes, first, second):
    alice, bob = processes
    place.publish(ACME, "old.acme.com")
    outcomes = taking_turns(
        Turns(first, second),
        (alice, lambda: place.publish(ACME, LOGIN, client=alice)),
        (bob, lambda: place.publish(ACME, OTHER, client=bob)),
    )
    told = [type(one.exception()) for one in outcomes if one.exception()]
    assert told in ([], [PublishedMeanwhile])
    place.require_agreement()


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("nth", range(1, CALLS + 2))
def test_whatever_fails_the_same_again_completes_it(place, nth, trouble):
    place.publish(ACME, OTHER)
    with spoiling(nth, trouble, place.client) as spoiler:
        try:
            place.publish(ACME, LOGIN)
        except StorageUnavailable:
            assert spoiler.struck
        else:
            assert spoiler.struck is None
    place.require_agreement()
    place.publish(ACME, LOGIN)
    assert place.holders() == {LOGIN: ACME}
    place.require_agreement()


def test_whose_a_domain_is_is_heard_within_a_minute(place):
    domains = DynamoDomains(place.table(), place.clock)
    assert domains.find(LOGIN) is None
    place.publish(ACME, LOGIN)
    place.clock.advance(10)
    assert domains.find(LOGIN) == ACME
    place.publish(ACME, None)
    place.publish(GLOBEX, LOGIN)
    place.clock.advance(60)
    assert domains.find(LOGIN) == GLOBEX


def test_what_is_not_there_is_remembered_within_bounds(place):
    domains = DynamoDomains(place.table(), place.clock, Bounds(most=3))
    place.publish(ACME, LOGIN)
    with counting(place.client) as counter:
        for _ in range(2):
            for name in (LOGIN, "a.test", "b.test"):
                domains.find(name)
        for number in range(50):
            domains.find(f"{number}.test")
            domains.find(LOGIN)
    assert counter.by_name == {"GetItem": 3 + 50}
    assert len(domains._cache._absent._kept) == 3


@pytest.mark.parametrize("host", ["", "acme", "LOGIN.acme.com", "127.0.0.1", "a" * 300, "a b.c"])
def test_what_could_be_nobodys_domain_is_not_looked_up(place, host):
    with counting(place.client) as counter:
        assert DynamoDomains(place.table(), place.clock).find(host) is None
    assert counter.calls == 0
