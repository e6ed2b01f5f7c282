"""Families through thousands of random lives: used, replayed, raced, crashed, ended, out of date.

`THOROUGH=50` in the environment makes fifty times as many.
"""

import os
from collections.abc import Iterator
from typing import Any, ClassVar

import boto3
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from moto import mock_aws

from ops.local.moto_patches import apply_moto_patches
from tests.builders import ACME, ADA, GLOBEX, a_tenant
from tests.flows.foretold import STAYING, Foretold
from tests.flows.unsteady import Step, Trouble
from tests.support.dynamo import dynamo_store

DAY = 24 * 3600
THOROUGH = int(os.environ.get("THOROUGH", "1"))
SOON = [1, 10, 59, 60, 61, 300, 599, 600, 659, 660]
LATE = [3600, DAY, 29 * DAY, 30 * DAY, 200 * DAY]
MOST_LINES = 40

which = st.integers(0, 9)
backs = st.sampled_from([0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5])
troubles = st.sampled_from([*[Trouble.NONE] * 6, *Trouble])


class Lives(Foretold, RuleBasedStateMachine):
    """One person, several apps and browsers; every step is foretold by the model."""

    sees_all: ClassVar[bool] = True

    @initialize()
    def move_in(self) -> None:
        self.settle_in()

    # What apps do.

    @precondition(lambda self: not self.is_disabled and len(self.lines) < MOST_LINES)
    @rule(client=st.sampled_from(STAYING), stays=st.booleans(), trouble=troubles)
    def redeem(self, client: Any, stays: bool, trouble: Trouble) -> None:
        self._redeem(client, stays=stays, trouble=trouble)

    @precondition(lambda self: not self.is_disabled and len(self.lines) < MOST_LINES)
    @rule(client=st.sampled_from(STAYING), stays=st.booleans(), kind=st.sampled_from("rsd"))
    def redeem_while_it_ends(self, client: Any, stays: bool, kind: str) -> None:
        code, browser = self._sign_in(client.id, stays)
        steps: dict[str, Step] = {
            "r": lambda: self._refused(self.desk.redeem(code, client_id=client.id)),
            "s": lambda: self._sign_out(browser, None),
            "d": lambda: self._disable(completely=True),
        }
        self.families.meanwhile = steps[kind]
        reply = self.desk.redeem(code, client_id=client.id)
        if kind != "r":
            self._refused(reply)
            return
        assert reply.status == 200, reply.body
        self._begin(reply, client, browser, code, stays=stays).is_ended = True

    @rule(number=which, back=backs, trouble=troubles)
    def refresh(self, number: int, back: int, trouble: Trouble) -> None:
        line = self.line(number)
        self._refresh(line, self._generation(line, back), trouble)

    @rule(number=which, trouble=troubles, seconds=st.sampled_from(SOON))
    def ask_again_after_an_outage(self, number: int, trouble: Trouble, seconds: int) -> None:
        line = self.line(number)
        generation = self._generation(line, 0)
        self._refresh(line, generation, Trouble.SIGNER if trouble is Trouble.NONE else trouble)
        self.store.clock.advance(seconds)
        self._refresh(line, generation)

    @rule(number=which, times=st.integers(2, 6), seconds=st.sampled_from([0, 5, 9, 15]))
    def fall_behind(self, number: int, times: int, seconds: int) -> None:
        line = self.line(number)
        generation = self._generation(line, 0)
        for _ in range(times):
            self._refresh(line, self._generation(line, 0))
            self.store.clock.advance(seconds)
        self._refresh(line, generation)

    @rule(number=which, back=backs, rivals=st.lists(backs, min_size=1, max_size=3))
    def refresh_in_a_race(self, number: int, back: int, rivals: list[int]) -> None:
        line = self.line(number)
        steps = [
            lambda each=each: self._refresh(line, self._generation(line, each)) for each in rivals
        ]
        self._refresh(line, self._generation(line, back), meanwhile=steps)

    @rule(number=which, kind=st.sampled_from("rsdgcc"), rival=st.booleans())
    def refresh_while_something_happens(self, number: int, kind: str, rival: bool) -> None:
        line = self.line(number)
        steps: dict[str, Step] = {
            "r": lambda: self._revoke(line),
            "s": lambda: self._sign_out(line.browser, line.client.id),
            "d": lambda: self._disable(completely=True),
            "g": lambda: self._reuse(line),
            "c": self._change_roles,
        }
        generation = self._generation(line, 0)

        def happen() -> None:
            steps[kind]()
            if rival:  # who finds other roles than whoever began first
                self._refresh(line, generation)

        self._refresh(line, generation, meanwhile=[happen])

    # What thieves do.

    @rule(number=which, back=backs, at=st.integers(0, 300), letter=st.sampled_from("aZ09-_.="))
    def forge(self, number: int, back: int, at: int, letter: str) -> None:
        line = self.line(number)
        text = line.texts[self._generation(line, back)]
        at %= len(text)
        forged = text[:at] + letter + text[at + 1 :]
        if forged != text:
            self._refused(self.desk.refresh(forged, client_id=line.client.id))

    @rule(number=which, back=backs, client=st.sampled_from(STAYING), elsewhere=st.booleans())
    def steal(self, number: int, back: int, client: Any, elsewhere: bool) -> None:
        line = self.line(number)
        text = line.texts[self._generation(line, back)]
        if elsewhere:
            reply = self.desk.refresh(text, a_tenant(GLOBEX), client_id=line.client.id)
            self._refused(reply)
        elif client.id != line.client.id:
            self._refused(self.desk.refresh(text, client_id=client.id))

    # What people and administrators do.

    @rule(seconds=st.sampled_from([*SOON, *SOON, *SOON, *LATE]))
    def let_time_pass(self, seconds: int) -> None:
        self.store.clock.advance(seconds)

    @rule(number=which, how=st.sampled_from("rsog"))
    def end(self, number: int, how: str) -> None:
        line = self.line(number)
        ways: dict[str, Step] = {
            "r": lambda: self._revoke(line),
            "s": lambda: self._sign_out(line.browser, None),
            "o": lambda: self._sign_out(line.browser, line.client.id),
            "g": lambda: self._reuse(line),
        }
        ways[how]()

    @rule(completely=st.booleans())
    def disable_or_enable(self, completely: bool) -> None:
        if self.is_disabled:
            self._enable()
        else:
            self._disable(completely=completely)

    @rule()
    def change_roles(self) -> None:
        self._change_roles()

    @precondition(lambda self: self.is_unmarked)
    @rule()
    def tell_apis_that_roles_changed(self) -> None:
        user = self.store.directory.find(ACME, ADA)
        assert user is not None
        stale = [
            family
            for family in self.store.families.of(ACME, ADA)
            if family.roles_version < user.roles_version
        ]
        self.store.families.mark_stale(ACME, stale, self.now)
        self.is_unmarked = False

    @rule()
    def prove_with_a_new_key(self) -> None:
        self.desk.refresh_keys.versions += 1

    # What must be true all the time.

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        for line in self.lines if self.sees_all else self.touched:
            self._compare(line)
        self.touched.clear()

    def teardown(self) -> None:
        for line in getattr(self, "lines", ()):
            self._compare(line)


class LivesOnDynamo(Lives):
    """The same lives, in a table."""

    make_store = staticmethod(
        lambda: dynamo_store(
            boto3.client(
                "dynamodb",
                region_name="us-east-1",
                aws_access_key_id="local",
                aws_secret_access_key="local",
            )
        )
    )
    sees_all = False


def _many(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples * THOROUGH,
        stateful_step_count=steps,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


Lives.TestCase.settings = _many(300, 40)
LivesOnDynamo.TestCase.settings = _many(4, 15)


class TestLivesInMemory(Lives.TestCase):
    """Thousands of steps."""


@pytest.fixture(scope="module")
def _moto() -> Iterator[None]:
    apply_moto_patches()
    with mock_aws():
        yield


@pytest.mark.usefixtures("_moto")
class TestLivesInATable(LivesOnDynamo.TestCase):
    """Few steps: each waits for a table."""
