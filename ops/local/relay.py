"""`python -m ops.local.relay --dead-letters URL`: call what is behind the table's stream and queue.

The functions are those that are deployed, and what Lambda does between them and their sources is
done here: filters and batches are the template's.
"""

import argparse
import json
import os
import signal
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Any

import boto3

from ops.cloudformation import load_template
from ops.local.lambda_call import Invoker, Record
from ops.local.queue_source import QueueSource
from ops.local.stream_source import Rules, Stream, StreamSource

_TEMPLATE = Path("infra/resources.yaml")
_EVENT_SOURCE = "TableStream"
# Seconds between looks. A look costs the pretend AWS some ten milliseconds; people wait for what
# comes by the stream, and nobody for what comes by the queue.
_STREAM_PAUSE, _QUEUE_PAUSE = 0.2, 1.0


def main() -> None:
    """Feed both functions until a signal ends it."""
    parser = argparse.ArgumentParser(prog="ops.local.relay", description=__doc__)
    parser.add_argument("--dead-letters", required=True, help="for what the relay gave up on")
    parser.add_argument("--app", default="app", help="the module that has both functions")
    options = parser.parse_args()
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    functions: Any = import_module(options.app)
    stream = _stream(functions.relay, options.dead_letters)
    queue = _queue(functions.deliver)
    with ThreadPoolExecutor(2) as threads:
        # A slow client must not keep a revocation waiting, so each source has its own thread.
        running = [
            threads.submit(_run, stream.step, _STREAM_PAUSE, stop),
            threads.submit(_run, queue.step, _QUEUE_PAUSE, stop),
        ]
        wait(running, return_when=FIRST_COMPLETED)
        stop.set()
    for each in running:
        each.result()  # a source that cannot be read any more ends the process with its reason


def _run(step: Callable[[], bool], pause: float, stop: Event) -> None:
    while not stop.is_set():
        if not step():
            stop.wait(pause)


def _stream(function: Any, dead_letters: str) -> StreamSource:
    sqs = boto3.client("sqs")
    table = boto3.client("dynamodb").describe_table(TableName=os.environ["VESTIBULE_TABLE"])

    def lay_aside(record: Record) -> None:
        told = {"eventID": record["eventID"], "Keys": record["dynamodb"]["Keys"]}
        sqs.send_message(QueueUrl=dead_letters, MessageBody=json.dumps(told))

    return StreamSource(
        Stream(boto3.client("dynamodbstreams"), table["Table"]["LatestStreamArn"]).read,
        Invoker(function, "relay"),
        lay_aside,
        Rules.of(load_template(_TEMPLATE)["Resources"][_EVENT_SOURCE]),
    )


def _queue(function: Any) -> QueueSource:
    url = os.environ["VESTIBULE_LOGOUT_QUEUE"]
    return QueueSource(boto3.client("sqs"), url, Invoker(function, "deliver"))


if __name__ == "__main__":
    main()
