"""Two functions for batches, run by the process under test; they write down what they are given."""

import json
import os
from pathlib import Path
from typing import Any


def relay(event: dict[str, Any], context: Any) -> dict[str, Any]:
    assert context.get_remaining_time_in_millis() > 20_000
    return _write_down([record["dynamodb"]["Keys"]["sk"]["S"] for record in event["Records"]])


def deliver(event: dict[str, Any], context: Any) -> dict[str, Any]:
    assert context.aws_request_id
    return _write_down([record["body"] for record in event["Records"]])


def _write_down(words: list[str]) -> dict[str, Any]:
    with Path(os.environ["WRITTEN_DOWN"]).open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(word) + "\n" for word in words)
    return {"batchItemFailures": []}
