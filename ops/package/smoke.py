"""One event answered by the unpacked zip in a clean interpreter, as Lambda would.

The interpreter sees the standard library, the zip, and what the runtime itself brings: nothing
of the environment that built the package can hide a missing dependency.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

RUNTIME_BRINGS = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")

# Names only: nothing of this is reached while the health page is answered.
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "VESTIBULE_TABLE": "vestibule",
    "VESTIBULE_PUBLIC_URL": "https://auth.example.com",
    "VESTIBULE_SECRETS_KEY": "none",
}

# What a function says of a batch that held nothing which could fail.
NOTHING: dict[str, Any] = {"batchItemFailures": []}

ASK = """
import json, sys
sys.path[:0] = sys.argv[2:]
from types import SimpleNamespace
import app
context = SimpleNamespace(
    function_name="vestibule", memory_limit_in_mb=1024, aws_request_id="smoke",
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:vestibule",
    get_remaining_time_in_millis=lambda: 25000,
)
print(json.dumps(getattr(app, sys.argv[1])(json.load(sys.stdin), context)))
"""


def asking_for(path: str) -> dict[str, Any]:
    """The gateway's event of a GET."""
    return {
        "httpMethod": "GET",
        "resource": path,
        "path": path,
        "headers": {"Host": "auth.example.com"},
        "multiValueHeaders": {"Host": ["auth.example.com"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": path,
            "path": f"/live{path}",
            "stage": "live",
            "identity": {"sourceIp": "192.0.2.1"},
        },
    }


def answer(
    archive: Path,
    event: Mapping[str, Any],
    environment: Mapping[str, str] = ENVIRONMENT,
    *,
    function: str = "app",
) -> dict[str, Any]:
    """What a function of the zipped broker answers to `event`."""
    with tempfile.TemporaryDirectory() as scratch:
        unpacked, runtime = Path(scratch, "task"), Path(scratch, "runtime")
        with zipfile.ZipFile(archive) as contents:
            contents.extractall(unpacked)
        _link(RUNTIME_BRINGS, runtime)
        _link(_replaced_natives(unpacked), runtime)
        asked = subprocess.run(
            [sys.executable, "-I", "-S", "-c", ASK, function, str(unpacked), str(runtime)],
            input=json.dumps(event),
            env={**environment, "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"},
            capture_output=True,
            text=True,
            check=False,
        )
    if asked.returncode != 0:
        raise RuntimeError(f"the package does not answer:\n{asked.stderr}")
    reply: dict[str, Any] = json.loads(asked.stdout.splitlines()[-1])
    return reply


def _replaced_natives(unpacked: Path) -> Iterator[str]:
    # The zip holds machine code for Lambda's processor. Where this machine has another one, the
    # same packages are taken from the environment that built the zip; all else stays the zip's.
    if os.uname().machine == "aarch64":
        return
    for compiled in sorted(
        {file.relative_to(unpacked).parts[0] for file in unpacked.rglob("*.so")}
    ):
        path = unpacked / compiled
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
        yield compiled.split(".", 1)[0]


def _link(modules: Iterator[str] | tuple[str, ...], target: Path) -> None:
    target.mkdir(exist_ok=True)
    for module in modules:
        spec = importlib.util.find_spec(module)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"{module} is not installed here")
        source = Path(spec.origin)
        source = source.parent if source.name == "__init__.py" else source
        (target / source.name).symlink_to(source)
