"""What Lambda is told of a batch from the stream: all of it done, or the first that was not."""

from types import SimpleNamespace

import pytest

from chalicelib.endpoints.relay import relay_handler
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.premises import FenceViolation, premises
from chalicelib.tenancy.status import StatusIndex
from chalicelib.tokens.changes import Change, SessionEnded, StatusChanged
from chalicelib.tokens.keys import NoSigningKey
from chalicelib.tokens.ports import SigningUnavailable
from tests.builders import ACME, GLOBEX, a_session
from tests.fakes.journal import Notes

CONTEXT = SimpleNamespace(aws_request_id="an-invocation")


def a_status(tenant=ACME, number=0, index=1) -> StatusChanged:
    return StatusChanged(tenant=tenant, place=StatusIndex(number, index))


def an_end(tenant=ACME) -> SessionEnded:
    return SessionEnded(tenant=tenant, session=a_session())


class Scene:
    """The function behind the stream, over a reader that finds these changes."""

    def __init__(self, *changes: Change) -> None:
        self.changes = [(str(100 + at), change) for at, change in enumerate(changes)]
        self.handled: list[list[Change]] = []
        self.failing: dict[Change, Exception] = {}
        self.notes = Notes()

    def run(self) -> list[str]:
        relay = relay_handler(lambda _: self.changes, self._handle, self.notes)
        answer = relay({"Records": []}, CONTEXT)
        return [each["itemIdentifier"] for each in answer["batchItemFailures"]]

    def _handle(self, changes) -> None:
        for change in changes:
            if change in self.failing:
                raise self.failing[change]
        self.handled.append(list(changes))


def test_statuses_of_one_list_are_handled_in_one_go_and_of_each_tenant_apart():
    first, other_list, other_tenant = a_status(), a_status(number=1), a_status(GLOBEX)
    second = a_status(index=2)
    scene = Scene(first, other_list, other_tenant, second)
    assert scene.run() == []
    assert scene.handled == [[first, second], [other_list], [other_tenant]]


def test_everything_else_is_handled_one_by_one_and_in_order():
    scene = Scene(an_end(), an_end(), an_end(GLOBEX))
    assert scene.run() == []
    assert scene.handled == [[an_end()], [an_end()], [an_end(GLOBEX)]]


@pytest.mark.parametrize(
    "outage", [StorageUnavailable("x"), SigningUnavailable("x"), NoSigningKey("x")]
)
def test_in_an_outage_the_batch_comes_again_from_the_first_that_was_not_handled(outage):
    ends, later, last = an_end(), a_status(GLOBEX), a_status(GLOBEX, number=2)
    scene = Scene(ends, later, last)
    scene.failing = {later: outage, last: outage}
    assert scene.run() == ["101"]
    assert scene.notes.events() == ["relay_failed", "relay_failed"]
    assert scene.notes.lines[0][1]["tenant"] == GLOBEX


def test_one_tenants_outage_keeps_no_other_tenant_from_being_heard():
    scene = Scene(a_status(), a_status(GLOBEX))
    scene.failing = {a_status(): SigningUnavailable("x")}
    assert scene.run() == ["100"]
    assert scene.handled == [[a_status(GLOBEX)]]


def test_of_a_list_that_could_not_be_published_the_first_change_is_named():
    scene = Scene(an_end(), a_status(index=1), an_end(), a_status(index=2))
    scene.failing = {a_status(index=2): StorageUnavailable("x")}
    assert scene.run() == ["101"]


def test_a_mistake_of_ours_is_not_taken_for_an_outage():
    scene = Scene(an_end())
    scene.failing = {an_end(): ZeroDivisionError()}
    with pytest.raises(ZeroDivisionError):
        scene.run()


def test_a_change_that_reached_next_door_is_brought_again_and_told_by_name():
    astray, fine = an_end(), a_status(GLOBEX)
    scene = Scene(astray, fine)
    scene.failing[astray] = FenceViolation("the work for acme asked for get_item in T#globex#RF")
    assert scene.run() == ["100"]
    assert scene.handled == [[fine]]
    assert scene.notes.events() == ["fence_violation"]


def test_each_change_is_handled_in_the_house_of_its_tenant_and_in_no_other():
    scene, where = Scene(an_end(), a_status(GLOBEX)), []
    handle = scene._handle
    scene._handle = lambda changes: (where.append(premises().tenant), handle(changes))
    assert scene.run() == []
    assert where == [ACME, GLOBEX]
    assert premises().tenant is None
