"""The queue of logout notices, in SQS."""

from collections.abc import Iterator, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.aws import AwsClient, aws_client
from chalicelib.tokens.logout_notice import LogoutNotice
from chalicelib.tokens.logout_ports import QueueUnavailable

_MOST_AT_ONCE = 10


def sqs_client() -> Any:
    """The process's client, made when first asked for."""
    return aws_client("sqs")


class SqsLogoutQueue:
    """Keeps the promise of `LogoutQueue`. `url` may be empty where nobody is ever told."""

    def __init__(self, url: str, sqs: AwsClient = sqs_client) -> None:
        self._url = url
        self._sqs = sqs

    def put(self, notices: Sequence[LogoutNotice]) -> None:
        """Send notices. Raises QueueUnavailable, also for what an operator has to mend.

        Otherwise a mistake at the queue would hold up everything else that is relayed.
        """
        if notices and not self._url:
            raise QueueUnavailable("no queue is configured")
        for batch in _in_tens(notices):
            self._send(batch)

    def _send(self, batch: list[dict[str, str]]) -> None:
        try:
            answer = self._sqs().send_message_batch(QueueUrl=self._url, Entries=batch)
        except (ClientError, BotoCoreError) as error:
            raise QueueUnavailable(f"the logout queue: {error}") from error
        # SQS may take some of a batch and refuse the rest, and call that a success.
        if refused := answer.get("Failed"):
            codes = ", ".join(sorted({each["Code"] for each in refused}))
            raise QueueUnavailable(f"the logout queue refused {len(refused)} notices: {codes}")


def _in_tens(notices: Sequence[LogoutNotice]) -> Iterator[list[dict[str, str]]]:
    for first in range(0, len(notices), _MOST_AT_ONCE):
        batch = enumerate(notices[first : first + _MOST_AT_ONCE])
        yield [{"Id": str(at), "MessageBody": notice.to_json()} for at, notice in batch]
