"""What is deployed was compiled before it was deployed."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ops.package.bytecode import add_bytecode


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "deployment.zip"
    with zipfile.ZipFile(path, "w") as contents:
        contents.writestr("broker/__init__.py", "")
        contents.writestr("broker/answer.py", "def say():\n    print('compiled')\n")
        contents.writestr("broker/__pycache__/answer.cpython-26.pyc", b"of long ago")
        contents.writestr("broker/words.txt", "as they were")
    return path


def test_a_module_runs_without_being_compiled_again(archive: Path, tmp_path: Path) -> None:
    add_bytecode(archive)
    task = tmp_path / "task"
    with zipfile.ZipFile(archive) as contents:
        contents.extractall(task)
    # Whoever compiles the source again does not get far.
    (task / "broker" / "answer.py").write_text("this is not Python")
    program = "import sys; sys.path.insert(0, sys.argv[1]); from broker import answer; answer.say()"
    command = [sys.executable, "-I", "-S", "-B", "-c", program, str(task)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stdout == "compiled\n", ran.stderr


def test_the_archive_holds_the_same_files_and_no_bytecode_of_others(archive: Path) -> None:
    add_bytecode(archive)
    with zipfile.ZipFile(archive) as contents:
        assert contents.read("broker/words.txt") == b"as they were"
        compiled = [name for name in contents.namelist() if name.endswith(".pyc")]
    tag = sys.implementation.cache_tag
    assert compiled == [
        f"broker/__pycache__/{module}.{tag}.pyc" for module in ("__init__", "answer")
    ]


def test_the_same_modules_give_the_same_archive(archive: Path) -> None:
    add_bytecode(archive)
    once = archive.read_bytes()
    add_bytecode(archive)
    assert archive.read_bytes() == once
