"""What is behind the table's stream and queue, running locally as it does when it is deployed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from ops.local.aws import Resources, create_resources
from ops.local.lambda_call import Outcome
from ops.local.queue_source import QueueSource
from tests.local.processes import ROOT, running

REGION = "us-east-1"


@dataclass
class Aws:
    """A pretend AWS in its own process, with what the template declares."""

    endpoint: str
    resources: Resources

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )

    def put(self, pk: str, sk: str, **attributes: Any) -> None:
        item = {"pk": {"S": pk}, "sk": {"S": sk}, **attributes}
        self.client("dynamodb").put_item(TableName=self.resources.table, Item=item)


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    with running("ops.local.moto_server") as (port, _):
        endpoint = f"http://127.0.0.1:{port}"
        yield Aws(endpoint, create_resources(endpoint, REGION, ROOT / "infra/resources.yaml"))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "written"


@pytest.fixture
def relay(aws: Aws, written: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "VESTIBULE_TABLE": aws.resources.table,
        "VESTIBULE_LOGOUT_QUEUE": aws.resources.logout_queue,
        "WRITTEN_DOWN": str(written),
    }
    command = ["-m", "ops.local.relay", "--app", "tests.local.batch_functions"]
    letters = ["--dead-letters", aws.resources.relay_dead_letters]
    process = subprocess.Popen([sys.executable, *command, *letters], cwd=ROOT, env=environment)
    yield process
    process.kill()
    process.wait(10)


def words_of(written: Path, count: int, patience: float = 10) -> list[str]:
    """What the functions wrote down, once it is so much."""
    deadline = time.monotonic() + patience
    words: list[str] = []
    while len(words) < count and time.monotonic() < deadline:
        time.sleep(0.05)
        text = written.read_text(encoding="utf-8") if written.exists() else ""
        words = [json.loads(line) for line in text.splitlines()]
    return words


def test_the_functions_are_given_what_the_template_lets_through_and_stop_at_a_signal(
    aws, relay, written
):
    aws.put("T#acme#CODE#x", "CODE")
    aws.put("T#acme#STATUS#0", "IDX#000007")
    assert words_of(written, 1) == ["IDX#000007"]
    url = aws.resources.logout_queue
    aws.client("sqs").send_message(QueueUrl=url, MessageBody="a notice")
    aws.put("T#acme#STATUS#0", "IDX#000008")
    assert sorted(words_of(written, 3)[1:]) == ["IDX#000008", "a notice"]
    asked = time.monotonic()
    relay.send_signal(signal.SIGTERM)
    assert relay.wait(5) == 0
    assert time.monotonic() - asked < 2


def test_a_notice_that_is_never_delivered_ends_among_the_dead_letters(aws):
    sqs, url = aws.client("sqs"), aws.resources.logout_queue
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "0"})
    given: list[list[str]] = []

    def refuse_one(records: list[dict[str, Any]]) -> Outcome:
        given.append(sorted(each["body"] for each in records))
        return Outcome(frozenset(each["messageId"] for each in records if each["body"] == "bad"))

    for body in ("good", "bad"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    source = QueueSource(sqs, url, refuse_one)
    while source.step():
        pass
    assert given == [["bad", "good"], *[["bad"]] * 7]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])
    arn = json.loads(attributes["Attributes"]["RedrivePolicy"])["deadLetterTargetArn"]
    letters = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
    (letter,) = sqs.receive_message(QueueUrl=letters)["Messages"]
    assert letter["Body"] == "bad"


def test_a_crash_of_the_function_deletes_nothing(aws):
    sqs, url = aws.client("sqs"), aws.resources.logout_queue
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "0"})
    sqs.send_message(QueueUrl=url, MessageBody="a notice")
    assert QueueSource(sqs, url, lambda _: Outcome(crashed=True)).step()
    assert sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"] == "a notice"
