"""A store that mixes up two tenants is stopped: at every kind of key, before anything is asked.

Each function that makes keys is spoilt in turn, so that it makes the neighbour's. Requests that
worked are then answered with our own failure; nothing of the neighbour's is read into an answer,
and nothing of anybody's is written by the part that went astray.
"""

import inspect
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chalicelib.adapters.dynamodb import keys
from tests.journeys.credentials import KINDS, Credential
from tests.journeys.raw import send
from tests.journeys.sweep import Presented, Visitor
from tests.journeys.village import Village

MEANT = "as it is meant"
#: Requests that between them use every key that requests have.
WALK = (
    ("session", "GET", "authorize"),
    ("choice", "GET", "login/{connection}"),
    ("attempt", "GET", "callback/{connection}"),
    ("question", "POST", "consent"),
    ("code", "POST", "token"),
    ("used_code", "POST", "token"),
    ("refresh_token", "POST", "token"),
    ("access_token", "GET", "userinfo"),
    ("superseded_refresh_token", "POST", "revoke"),
    ("machine_token", "POST", "introspect"),
    ("grant_key", "POST", "account"),
    ("ticket", "POST", "account"),
    ("session", "GET", "status/{number}"),
    ("session", "GET", "status"),
)
#: What requests never make: the keys of operators, of rotations, and of whoever asks from outside.
NOT_OF_REQUESTS = {
    *("config", "directory_entry", "document_version", "publication", "refresh_key"),
    *("key_ring", "signing_key"),
}


def tenants_keys() -> dict[str, Any]:
    found = vars(keys).items()
    functions = {name: made for name, made in found if inspect.isfunction(made)}
    return {n: f for n, f in functions.items() if "tenant" in inspect.signature(f).parameters}


class Scene:
    """A village that is put back as it was, and what people hold in it."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.held: dict[str, Credential] = {kind: KINDS[kind](village)[0] for kind, *_ in WALK}
        self.home = Visitor.at(village, "acme")
        self.kept = deepcopy(village._pretend_table().items)

    def put_back(self) -> None:
        self.village._pretend_table().items = deepcopy(self.kept)
        for kind in ("attempt", "code"):  # which upstreams, or the clock, would spoil
            self.held[kind] = KINDS[kind](self.village)[0]
        self.village.forget_people("acme")  # so that somebody new comes
        self.village.clock.advance(2)
        self.village.grow_cold()
        self.village.ports.places._pools.clear()

    def walk(self) -> Iterator[TestResponse]:
        for kind, method, path in WALK:
            where = Presented((method, f"/t/{{tenant}}/{path}"), MEANT)
            yield self.home.present(where, self.held[kind])
        yield send(self.village, "/t/acme/jwks", headers=[("Origin", "https://spa.test")])
        origin = [("Origin", "https://spa.test")]
        yield send(self.village, "/t/acme/userinfo", method="OPTIONS", headers=origin)

    def of_twin(self) -> list[str]:
        return [item for item in self.village.stored() if "'T#twin" in item]


@pytest.fixture(scope="module")
def scene(village: Village) -> Scene:
    return Scene(village)


@contextmanager
def spoilt(name: str, tenant: str) -> Iterator[list[str]]:
    """The function makes the keys of another tenant, or, for the same one, is only watched."""
    made, called = getattr(keys, name), list[str]()

    def astray(_: str, *parts: Any) -> Any:
        called.append(name)
        return made(tenant, *parts)

    setattr(keys, name, astray)
    try:
        yield called
    finally:
        setattr(keys, name, made)


def test_the_walk_comes_by_every_key_that_requests_have(scene: Scene) -> None:
    """To mend it: lengthen `WALK`, or say that no request makes such a key."""
    scene.put_back()
    with ExitStack() as watched:
        calls = [watched.enter_context(spoilt(name, "acme")) for name in tenants_keys()]
        assert all(answer.status_code < 500 for answer in scene.walk())
    came_by = {name for called in calls for name in called}
    assert set(tenants_keys()) - came_by == NOT_OF_REQUESTS


@pytest.mark.parametrize("name", sorted(set(tenants_keys()) - NOT_OF_REQUESTS))
def test_a_key_of_the_neighbours_is_never_asked_for(scene: Scene, name: str) -> None:
    scene.put_back()
    before, lines = scene.of_twin(), len(scene.village.notes.lines)
    with spoilt(name, "twin") as called:
        answers = list(scene.walk())
    assert called
    violations = [
        facts for event, facts in scene.village.notes.lines[lines:] if event == "fence_violation"
    ]
    failed = [answer for answer in answers if answer.status_code == 500]
    assert len(failed) == len(violations) > 0
    assert all("T#twin" in str(facts["reason"]) for facts in violations)
    assert scene.village.notes.correlated(lines).count("fence_violation") == len(violations)
    assert scene.of_twin() == before
    for answer in failed:
        assert "twin" not in answer.text
        assert "server_error" in answer.text
