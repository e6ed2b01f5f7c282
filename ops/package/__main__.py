"""`python -m ops.package --stage prod OUT`: write OUT/sam.yaml and OUT/deployment.zip.

Chalice names the runtime after the Python that runs it, and fetches wheels for that version: build
with the Python of the target runtime. Every version that Lambda offers from 3.11 on will do.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from ops.cloudformation import load_template, save_template
from ops.package.bytecode import add_bytecode
from ops.package.gates import faults_in
from ops.package.refine import refine
from ops.package.smoke import ENVIRONMENT, NOTHING, answer, asking_for

RESOURCES = Path("infra/resources.yaml")
BEHIND_THE_API = ("relay", "deliver")
OLDEST, NEWEST = (3, 11), (3, 14)


def main() -> int:
    """Build, refine, inspect and try; 0 only when all four succeed."""
    asked = _arguments()
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        print("Lambda offers Python 3.11 to 3.14: build with one of these.", file=sys.stderr)
        return 1
    _build(asked.stage, asked.out)
    add_bytecode(asked.out / "deployment.zip")
    written = asked.out / "sam.yaml"
    template = refine(load_template(written))
    save_template(template, written)
    if faults := faults_in(template):
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    return _try(asked.out / "deployment.zip", asked.event)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ops.package", description=__doc__)
    parser.add_argument("--stage", default="prod")
    parser.add_argument("--event", type=Path, help="a JSON file; default: GET /healthz")
    parser.add_argument("out", type=Path)
    return parser.parse_args()


def _build(stage: str, out: Path) -> None:
    chalice = Path(sys.executable).with_name("chalice")
    command = [str(chalice), "package", "--stage", stage, "--merge-template", str(RESOURCES)]
    subprocess.run([*command, str(out)], env={**ENVIRONMENT, **os.environ}, check=True)


def _try(archive: Path, event_file: Path | None) -> int:
    given = event_file and json.loads(event_file.read_text(encoding="utf-8"))
    reply = answer(archive, given or asking_for("/healthz"))
    megabytes = archive.stat().st_size / 1_000_000
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    print(f"{archive}: {megabytes:.1f} MB for {runtime}, answers {reply['statusCode']}")
    return 0 if reply["statusCode"] < 500 and _all_take_batches(archive) else 1


def _all_take_batches(archive: Path) -> bool:
    empty = {"Records": list[object]()}
    return all(answer(archive, empty, function=name) == NOTHING for name in BEHIND_THE_API)


if __name__ == "__main__":
    sys.exit(main())
