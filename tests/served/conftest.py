"""The whole stack, started once for all of these tests, as an operator would start it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ops.local.addresses import Addresses, WrongPort
from ops.local.browser import Answer, Browser

ROOT = Path(__file__).parents[2]
Stack = dict[str, Any]


def free_addresses() -> Addresses:
    """A block of ports that nobody listens on."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            addresses = Addresses(min(probe.getsockname()[1], 65000))
        try:
            addresses.require_free()
        except WrongPort:
            continue
        return addresses


@contextmanager
def started(
    home: Path, command: str, **environment: str
) -> Iterator[tuple[subprocess.Popen[str], Addresses]]:
    """`python -m ops.local command` on free ports, its words readable from its pipes."""
    addresses = free_addresses()
    variables = {"PORT": str(addresses.port), "VESTIBULE_HOME": str(home), **environment}
    with subprocess.Popen(
        [sys.executable, "-m", "ops.local", command],
        cwd=ROOT,
        env={**os.environ, **variables},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process, addresses
        finally:
            process.terminate()
            process.communicate(timeout=10)


def wait_until_ready(process: subprocess.Popen[str]) -> str:
    """The public URL that the stack says it can be used at."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("ready "):
            return line.removeprefix("ready ").strip()
    assert process.stderr is not None
    raise AssertionError(process.stderr.read())


@pytest.fixture(scope="session")
def stack(tmp_path_factory) -> Iterator[Stack]:
    """The stack file of a stack that is being served."""
    home = tmp_path_factory.mktemp("stack")
    began = time.monotonic()
    with started(home, "serve") as (process, _):
        wait_until_ready(process)
        assert time.monotonic() - began < 15
        yield json.loads((home / "stack.json").read_text(encoding="utf-8"))


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def visit(stack, browser):
    """Signs a person in at the sample web app with the test's browser; returns the last page."""
    return partial(sign_in, stack, browser)


def sign_in(stack: Stack, browser: Browser, path: str, connection: str, login: str) -> Answer:
    """Sign in at the site below `path`; a login nobody has a button for is typed."""
    chooser = browser.follow(browser.get(f"{stack['examples']['web_app']}{path}/sign-in"))
    (way,) = (link for link in chooser.markup.links if f"/login/{connection}" in link)
    (form,) = browser.follow(browser.get(way)).markup.forms
    pressed = form.pressed("login", login) or {**form.fields, "login": login}
    return browser.follow(browser.post(form.action, pressed))
