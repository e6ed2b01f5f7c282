"""A queue as Lambda reads it for a function: what is done is deleted, all else comes again."""

from collections.abc import Callable
from typing import Any

from ops.local.lambda_call import Outcome, Record

_BATCH = 10


class QueueSource:
    """Feeds a function. The queue itself counts the tries and lays aside what failed too often."""

    def __init__(self, sqs: Any, queue_url: str, invoke: Callable[[list[Record]], Outcome]) -> None:
        self._sqs = sqs
        self._url = queue_url
        self._arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])[
            "Attributes"
        ]["QueueArn"]
        self._invoke = invoke

    def step(self) -> bool:
        """Bring what waits, if anything does."""
        got = self._sqs.receive_message(
            QueueUrl=self._url,
            MaxNumberOfMessages=_BATCH,
            MessageSystemAttributeNames=["All"],
        )
        messages = got.get("Messages", [])
        if not messages:
            return False
        outcome = self._invoke([self._record(each) for each in messages])
        done = [
            {"Id": str(at), "ReceiptHandle": each["ReceiptHandle"]}
            for at, each in enumerate(messages)
            if not outcome.crashed and each["MessageId"] not in outcome.failed
        ]
        if done:
            self._sqs.delete_message_batch(QueueUrl=self._url, Entries=done)
        return True

    def _record(self, message: dict[str, Any]) -> Record:
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message.get("Attributes", {}),
            "messageAttributes": {},
            "md5OfBody": message.get("MD5OfBody", ""),
            "eventSource": "aws:sqs",
            "eventSourceARN": self._arn,
            "awsRegion": self._arn.split(":")[3],
        }
