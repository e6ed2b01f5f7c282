"""The sample BFF as a child process, as its README starts it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from ops.local.browser import Browser
from tests.support.served import ROOT, Stack

_PATIENCE = 10


@contextmanager
def serving_bff(stack: Stack) -> Iterator[str]:
    """Serve it at the port that the tenant's document expects; gives its address."""
    acme = stack["tenants"]["acme"]
    client = acme["clients"]["acme-bff"]
    (redirect_uri,) = client["redirect_uris"]
    told = {
        "ISSUER": acme["issuer"],
        "CLIENT_ID": client["client_id"],
        "CLIENT_SECRET": client["client_secret"],
        "API": stack["examples"]["api"]["acme"],
        "PORT": str(urlsplit(redirect_uri).port),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "examples.bff"],
        cwd=ROOT,
        env={**os.environ, **told},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield _awaited(redirect_uri.removesuffix("callback"))
        finally:
            process.terminate()


def _awaited(address: str) -> str:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            Browser().get(address)
        except OSError:
            time.sleep(0.1)
        else:
            return address
    raise AssertionError(f"{address} does not answer")
