"""Programs in JavaScript, on a Node.js of a pinned version and libraries of pinned content."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

NODE = Path("build/real/node")
READY = NODE / ".ready"
SOURCES = Path(__file__).parent
PATIENCE = 60


def install(name: str) -> Path:
    """Copy the folder `name` below build/real and install what its lock file names.

    Raises CalledProcessError when it cannot be had.
    """
    if not READY.exists():
        subprocess.run(["make", str(READY)], check=True)
    home = Path("build/real") / name
    shutil.copytree(SOURCES / name, home, dirs_exist_ok=True)
    lock, installed = home / "package-lock.json", home / "node_modules/.ready"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        subprocess.run(["npm", "ci"], cwd=home, env=_environment(), check=True)
        shutil.copy(lock, installed)
    return home


def run(program: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Run a program that takes JSON as its argument and prints JSON."""
    done = command("node", program.name, json.dumps(request), cwd=program.parent)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def command(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of Node.js in a folder."""
    return subprocess.run(
        words,
        cwd=cwd,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{(NODE / 'bin').absolute()}{os.pathsep}{os.environ['PATH']}"}
