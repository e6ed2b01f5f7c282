"""MiniStack: an AWS on this machine that is strict where moto is lenient, in its own process."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from tests.local.processes import free_port, wait_for

ENVIRONMENT = Path("build/real/ministack")
READY = ENVIRONMENT / ".ready"


def install() -> None:
    """Install it if it is missing; raises CalledProcessError when it cannot be had."""
    if not READY.exists():
        subprocess.run(["make", str(READY)], check=True)


@contextmanager
def running_ministack() -> Iterator[str]:
    """Start it on loopback and give its address."""
    port = free_port()
    with tempfile.TemporaryDirectory() as scratch:
        process = subprocess.Popen(
            [str(ENVIRONMENT / "bin/ministack")],
            env={
                **os.environ,
                "BIND_HOST": "127.0.0.1",
                "STATE_DIR": scratch,
                "GATEWAY_PORT": str(port),
                "SERVICES": "cloudformation,dynamodb,dynamodbstreams,kms,sqs",
                "IOT_MTLS_ENABLED": "0",
                "LOG_LEVEL": "WARNING",
                "TMPDIR": scratch,
            },
        )
        try:
            wait_for(port, process, patience=60)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


def reset(address: str) -> None:
    """Forget every table and key."""
    urlopen(Request(f"{address}/_ministack/reset", method="POST"), timeout=30).close()
