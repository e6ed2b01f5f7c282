"""The queue of logout notices, over SQS as moto pretends it."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.adapters.sqs import SqsLogoutQueue
from chalicelib.tokens.logout_notice import LogoutNotice
from chalicelib.tokens.logout_ports import QueueUnavailable
from tests.builders import a_notice

NOTICES = [a_notice(client_id=f"client-{at}") for at in range(23)]


class Refusing:
    """An SQS client whose batches are taken in part, as a throttled queue's are."""

    def send_message_batch(self, **_: Any) -> dict[str, Any]:
        return {
            "Successful": [{"Id": "0"}],
            "Failed": [{"Id": "1", "SenderFault": False, "Code": "ThrottlingException"}],
        }


@pytest.fixture
def sqs() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client(
            "sqs", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
        )


@pytest.fixture
def url(sqs) -> str:
    return sqs.create_queue(QueueName="logouts")["QueueUrl"]


def waiting(sqs: Any, url: str) -> list[LogoutNotice]:
    found: list[LogoutNotice] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        found += [LogoutNotice.from_json(message["Body"]) for message in messages]
    return sorted(found, key=lambda notice: int(notice.client_id.partition("-")[2]))


def test_any_number_of_notices_gets_there_whole(sqs, url):
    SqsLogoutQueue(url, lambda: sqs).put(NOTICES)
    assert waiting(sqs, url) == NOTICES


def test_for_no_notices_nobody_is_asked():
    SqsLogoutQueue("", lambda: pytest.fail("somebody was asked")).put([])


def test_a_batch_that_is_taken_in_part_is_an_outage(url):
    with pytest.raises(QueueUnavailable, match="refused 1 notices: ThrottlingException"):
        SqsLogoutQueue(url, Refusing).put(NOTICES[:2])


def test_a_queue_that_is_not_there_is_told_in_the_words_of_aws(sqs, url):
    with pytest.raises(QueueUnavailable, match="NonExistentQueue"):
        SqsLogoutQueue(f"{url}-gone", lambda: sqs).put(NOTICES)


def test_without_a_queue_a_notice_is_refused_and_the_reason_is_plain():
    with pytest.raises(QueueUnavailable, match="no queue is configured"):
        SqsLogoutQueue("").put(NOTICES)
