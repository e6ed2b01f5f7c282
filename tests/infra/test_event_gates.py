"""A template is not deployed if a revocation or a logout notice could get lost and nobody knew."""

import pytest

from ops.package.gates import faults_in
from tests.infra.test_gates import the_template

STREAM, QUEUE = "TableStream", "LogoutNotices"


@pytest.mark.parametrize("source", [STREAM, QUEUE])
def test_an_event_source_that_repeats_whole_batches_is_refused(source: str) -> None:
    template = the_template()
    del template["Resources"][source]["Properties"]["FunctionResponseTypes"]
    assert faults_in(template) == [f"{source}: one failure repeats a whole batch"]


@pytest.mark.parametrize(
    ("promise", "fault"),
    [
        ("BisectBatchOnFunctionError", "one bad record takes its whole batch with it"),
        ("MaximumRetryAttempts", "MaximumRetryAttempts has no bound"),
        ("MaximumRecordAgeInSeconds", "MaximumRecordAgeInSeconds has no bound"),
        ("DestinationConfig", "gives up in silence"),
    ],
)
def test_a_stream_that_one_bad_record_can_stop_is_refused(promise: str, fault: str) -> None:
    template = the_template()
    del template["Resources"][STREAM]["Properties"][promise]
    (found,) = faults_in(template)
    assert found.startswith(f"{STREAM}: {fault}")


@pytest.mark.parametrize("queue", ["RelayDeadLetters", "LogoutDeadLetters", "LogoutQueue"])
@pytest.mark.parametrize(
    ("promise", "fault"),
    [
        ("KmsMasterKeyId", "not encrypted by KMS"),
        ("MessageRetentionPeriod", "keeps messages for less than 14 days"),
    ],
)
def test_a_queue_without_one_of_its_promises_is_refused(
    queue: str, promise: str, fault: str
) -> None:
    template = the_template()
    resources = template["Resources"]
    resources[queue]["Properties"] = dict(resources[queue]["Properties"])
    del resources[queue]["Properties"][promise]
    assert faults_in(template) == [f"{queue}: {fault}"]


def test_a_queue_that_lays_nothing_aside_is_refused() -> None:
    template = the_template()
    del template["Resources"]["LogoutQueue"]["Properties"]["RedrivePolicy"]
    assert faults_in(template) == ["LogoutQueue: nobody is told of what lies there"]


@pytest.mark.parametrize(
    ("alarm", "queue"),
    [("RelayGaveUp", "RelayDeadLetters"), ("LogoutNotDelivered", "LogoutDeadLetters")],
)
def test_dead_letters_that_raise_no_alarm_are_refused(alarm: str, queue: str) -> None:
    template = the_template()
    del template["Resources"][alarm]
    assert faults_in(template) == [f"{queue}: nobody is told of what lies there"]


def test_a_relay_that_falls_behind_without_an_alarm_is_refused() -> None:
    template = the_template()
    del template["Resources"]["RelayFallsBehind"]
    assert faults_in(template) == [f"{STREAM}: nobody is told when it is late"]


def test_a_notice_is_not_handed_out_again_while_it_is_being_delivered() -> None:
    queue = the_template()["Resources"]["LogoutQueue"]["Properties"]
    assert queue["VisibilityTimeout"] == 60
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 8
