"""`python -m bench.cold_process RECORDING`: one process, from its import to its first answers.

Prints the CPU and wall-clock seconds of each stage. AWS is answered from the recording, where
boto3's request would leave the process.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from types import SimpleNamespace
from typing import Any

Stages = dict[str, tuple[float, float]]


def main() -> None:
    """Go through the stages, in this order, in a process that has imported nothing yet."""
    recording = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    stages: Stages = {}
    with _timed(stages, "import app"):
        from app import app
    with _timed(stages, "make the DynamoDB client"):
        from chalicelib.adapters.dynamodb.client import dynamodb_client

        dynamodb = dynamodb_client()
    _replay(dynamodb, recording["answers"])
    with _timed(stages, "first discovery answer"):
        _require_ok(app(recording["discovery"], _context()))
    with _timed(stages, "make the KMS client"):
        from chalicelib.adapters.kms.client import kms_client

        kms = kms_client()
    _replay(kms, recording["answers"])
    with _timed(stages, "first token (client_credentials)"):
        _require_ok(app(recording["token"], _context()))
    print(json.dumps(stages))


@contextmanager
def _timed(stages: Stages, name: str) -> Iterator[None]:
    cpu, wall = process_time(), perf_counter()
    yield
    stages[name] = (process_time() - cpu, perf_counter() - wall)


def _replay(client: Any, answers: dict[str, str]) -> None:
    from botocore.awsrequest import AWSResponse

    class Body:
        """A response's body, as urllib3 would stream it."""

        def __init__(self, body: bytes) -> None:
            self._body = body

        def stream(self, **_: Any) -> Iterator[bytes]:
            yield self._body

    def answer(request: Any, **_: Any) -> AWSResponse:
        body = answers[request.headers["X-Amz-Target"].decode()]
        return AWSResponse(request.url, 200, {}, Body(body.encode()))

    client.meta.events.register("before-send", answer)


def _require_ok(reply: Any) -> None:
    if reply["statusCode"] != 200:
        raise RuntimeError(str(reply))


def _context() -> Any:
    return SimpleNamespace(
        aws_request_id="bench",
        function_name="vestibule",
        invoked_function_arn="arn:aws:lambda:us-east-1:000000000000:function:vestibule",
        memory_limit_in_mb=1024,
        get_remaining_time_in_millis=lambda: 25_000,
    )


if __name__ == "__main__":
    main()
