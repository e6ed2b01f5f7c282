"""The pretend world as a process of its own."""

import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from ops.local.pretend.world import world_to_json
from tests.pretend.an_app import WORLD


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return listener.getsockname()[1]


def fetch_once_it_serves(url: str) -> bytes:
    for _ in range(200):
        try:
            with urlopen(url, timeout=5) as response:
                return response.read()
        except URLError:
            time.sleep(0.05)
    pytest.fail("the pretend world never answered")


def test_it_serves_quietly_and_stops_at_once_on_sigterm(tmp_path):
    world = tmp_path / "world.json"
    world.write_text(world_to_json(WORLD))
    port = free_port()
    command = [sys.executable, "-m", "ops.local.pretend", "--world", world, "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            url = f"http://127.0.0.1:{port}/google/.well-known/openid-configuration"
            document = json.loads(fetch_once_it_serves(url))
            assert document["issuer"] == "http://localhost:8788/google"
            server.send_signal(signal.SIGTERM)
            said, _ = server.communicate(timeout=2)
        finally:
            server.kill()
    assert (said, server.returncode) == ("", 0)
