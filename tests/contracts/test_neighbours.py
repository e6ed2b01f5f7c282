"""Whatever a port keeps for one tenant, it keeps from every other: each method of each port.

The methods are read from the protocols, so a new one fails here until somebody has said with what
it is to be called and what the neighbour is to be answered.
"""

from collections.abc import Callable
from copy import deepcopy
from types import SimpleNamespace
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends

from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.tenancy.premises import FenceViolation, in_house_of
from tests.builders import ACME, GLOBEX
from tests.contracts.neighbours import ASKS_KMS, CALLS, Own, ask, furnish, methods_of_ports
from tests.fakes.key_rings import MemoryKeyRingStore
from tests.fakes.memory import Memory
from tests.fakes.store import Store, memory_store
from tests.support.dynamo import dynamo_store, make_table
from tests.support.visiting import Visiting

METHODS = sorted(set(methods_of_ports()))
every_method = pytest.mark.parametrize(("port", "name"), CALLS)


class Street:
    """Two houses next to each other, and what lies in acme's."""

    def __init__(self, store: Store, rings: Any, look: Callable[[], object]) -> None:
        self.ports = SimpleNamespace(**vars(store), key_rings=rings)
        self.acmes = look


@pytest.fixture(scope="module")
def in_dynamodb(dynamodb: Any) -> tuple[Street, Callable[[], None]]:
    """Furnished once, since that takes its time, and put back as it was for each test."""
    table = make_table(dynamodb)
    rings = Visiting(DynamoKeyRingStore(Table(table, lambda: dynamodb)))
    street = Street(dynamo_store(dynamodb, table), rings, lambda: items_of(table))
    furnish(street.ports)
    kept = deepcopy(pretended(table).items)

    def put_back() -> None:
        pretended(table).items = deepcopy(kept)

    return street, put_back


@pytest.fixture
def dynamo_street(in_dynamodb: tuple[Street, Callable[[], None]]) -> Street:
    street, put_back = in_dynamodb
    put_back()
    return street


@pytest.fixture(params=["memory", "dynamodb"])
def street(request: pytest.FixtureRequest) -> Street:
    if request.param == "dynamodb":
        return request.getfixturevalue("dynamo_street")
    memory, rings = Memory(), MemoryKeyRingStore()
    street = Street(memory_store(memory), rings, lambda: (repr_of(memory), rings.load(ACME)))
    furnish(street.ports)
    return street


def pretended(table: str) -> Any:
    """Looked up anew each time: a transaction that failed leaves another table behind."""
    (account,) = dynamodb_backends
    return dynamodb_backends[account]["us-east-1"].tables[table]


def repr_of(memory: Memory) -> str:
    kept = {
        name: {repr(key): repr(value) for key, value in found.items() if ACME in (key, key[0])}
        for name, found in vars(memory).items()
        if isinstance(found, dict)
    }
    listed = (*memory.reused, *memory.refused, *memory.trail)
    return repr((kept, sorted(repr(one) for one in listed if one[0] == ACME)))


def items_of(table: str) -> list[str]:
    rows = pretended(table).items
    return sorted(
        repr(item.to_json())
        for partition, row in rows.items()
        if partition.value.split("#")[1:2] == [ACME]
        for item in row.values()
    )


def test_every_method_of_every_port_is_here() -> None:
    """To mend it: say in `CALLS` what acme would ask, and what globex is to be answered."""
    assert set(METHODS) == set(CALLS) | ASKS_KMS


@every_method
def test_what_is_acmes_is_nothing_to_globex(street: Street, port: str, name: str) -> None:
    before = street.acmes()
    answer, expected = ask(street.ports, GLOBEX, port, name), CALLS[port, name][1]
    assert street.acmes() == before
    if isinstance(expected, Own):
        assert answer is not False
    else:
        assert answer == expected
        assert type(answer) is type(expected)


@every_method
def test_at_home_the_same_arguments_mean_something(street: Street, port: str, name: str) -> None:
    """Otherwise the test above would prove nothing."""
    before = street.acmes()
    answer, nothing = ask(street.ports, ACME, port, name), CALLS[port, name][1]
    assert street.acmes() != before or (answer is not None and answer != nothing)


@every_method
def test_who_works_for_globex_cannot_even_ask(dynamo_street: Street, port: str, name: str) -> None:
    """The tenant that is named is acme, rightly: but it is globex's request."""
    ports = dynamo_street.ports
    with in_house_of(ACME):
        ask(ports, ACME, port, name)  # so that what a process remembers is remembered
    before = dynamo_street.acmes()
    with in_house_of(GLOBEX), pytest.raises(FenceViolation):
        ask(ports, ACME, port, name)
    assert dynamo_street.acmes() == before
