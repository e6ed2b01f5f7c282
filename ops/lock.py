"""`python -m ops.lock`: raise every pin, for every Python that we support, with hashes."""

import subprocess
import sys
import tempfile
from pathlib import Path

UV = "uv==0.13.8"
ENVIRONMENTS = Path("tests/real/environments")
COMPILE = (
    *("pip", "compile", "--universal", "--python-version", "3.11", "--upgrade"),
    *("--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
    *("--custom-compile-command", "make lock", "--quiet"),
)


def main() -> None:
    """Write what ships, what builds it, and the environments of the real tests."""
    with tempfile.TemporaryDirectory() as scratch:
        uv = _installed_uv(Path(scratch))
        _compile(uv, ["pyproject.toml"], Path("requirements.txt"))
        _compile(uv, ["--group", "dev", "pyproject.toml"], Path("requirements-dev.lock"))
        for wanted in sorted(ENVIRONMENTS.glob("*.in")):
            _compile(uv, [str(wanted)], wanted.with_suffix(".lock"))


def _installed_uv(scratch: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", str(scratch)], check=True)
    subprocess.run([str(scratch / "bin/pip"), "install", "--quiet", UV], check=True)
    return scratch / "bin/uv"


def _compile(uv: Path, wanted: list[str], lock: Path) -> None:
    subprocess.run([str(uv), *COMPILE, *wanted, "--output-file", str(lock)], check=True)


if __name__ == "__main__":
    main()
