"""Whatever standard output is, a command says what it has to say, and its exit status tells."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ops.a_document import TEXT

ASCII = {"PYTHONIOENCODING": "ascii"}
WITHOUT_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "acme.toml"
    path.write_text(TEXT + '\n[keys]\ntier = "専用"\n', encoding="utf-8")
    return path


def validate(document: Path, into: int, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    words = [sys.executable, "-m", "ops", "tenants", "validate", str(document)]
    environ = os.environ | variables
    return subprocess.run(
        words, env=environ, stdout=into, stderr=subprocess.PIPE, timeout=60, check=False
    )


@pytest.mark.parametrize("variables", [ASCII, WITHOUT_LOCALE])
def test_a_pipe_gets_utf_8_in_every_locale(document, variables):
    done = validate(document, subprocess.PIPE, **variables)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "keys.tier: '専用' is not one of" in done.stdout.decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_full_disk_is_said_and_is_not_success(document):
    with Path("/dev/full").open("wb") as full:
        done = validate(document, full.fileno())
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "vestibule: not all could be written: No space left on device\n"
    )


def test_a_reader_who_has_seen_enough_hears_no_complaint(document):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = validate(document, closed.fileno())
    assert (done.returncode, done.stderr) == (141, b"")
