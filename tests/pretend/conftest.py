"""The pretend world of these tests, made anew for each one so that nothing misbehaves later."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle

import pytest
from flask import Flask

from ops.local.pretend.app import make_pretend_app
from ops.local.pretend.house import Surroundings
from ops.local.pretend.keys import SigningKey
from tests.pretend.an_app import WORLD, Graph, Upstream

# RSA keys are slow to make. A test's world takes four and rotates one: nine never collide.
KEYS = cycle(SigningKey.make() for _ in range(9))


@dataclass
class Watch:
    """A clock that moves when told to, and a pause that only notes its length.

    It starts at the real time, because the verifier of these tests reads that.
    """

    now: int = field(default_factory=lambda: int(datetime.now(UTC).timestamp()))  # noqa: TID251
    naps: list[float] = field(default_factory=list)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def pretend_app(watch) -> Flask:
    return make_pretend_app(
        WORLD,
        Surroundings(clock=lambda: watch.now, pause=watch.naps.append, make_key=KEYS.__next__),
    )


@pytest.fixture
def google(pretend_app) -> Upstream:
    return Upstream(pretend_app, "google")


@pytest.fixture
def workforce(pretend_app) -> Upstream:
    return Upstream(pretend_app, "workforce")


@pytest.fixture
def op(pretend_app) -> Upstream:
    return Upstream(pretend_app, "op")


@pytest.fixture
def graph(pretend_app) -> Graph:
    return Graph(pretend_app)
