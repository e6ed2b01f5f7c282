"""The package that would be deployed: its template is lintable, its zip answers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real

CFN_LINT = "build/real/lint/bin/cfn-lint"
PYTHON_OF_LINTERS = "build/real/lint/bin/python"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("package")
    subprocess.run([sys.executable, "-m", "ops.package", "--stage", "prod", str(out)], check=True)
    return out


def test_the_zip_answers_in_a_clean_interpreter_and_the_gates_hold(package: Path) -> None:
    assert (package / "deployment.zip").stat().st_size < 10_000_000


def test_the_template_is_what_cloudformation_expects(package: Path) -> None:
    linted = subprocess.run(
        [CFN_LINT, str(package / "sam.yaml")], capture_output=True, text=True, check=False
    )
    assert linted.returncode == 0, linted.stdout


def test_the_translated_stack_serves_the_alias_and_logs_to_our_group(package: Path) -> None:
    resources = translated(package / "sam.yaml")["Resources"]
    function = resources["APIHandler"]["Properties"]
    assert resources["APIHandlerAliaslive"]["Properties"]["Name"] == "live"
    assert function["LoggingConfig"]["LogGroup"] == {"Ref": "FunctionLogs"}
    assert function["Environment"]["Variables"]["VESTIBULE_TABLE"] == {"Ref": "Table"}


def translated(template: Path) -> dict[str, Any]:
    translator = Path(__file__).with_name("translate.py")
    plain = subprocess.run(
        [PYTHON_OF_LINTERS, str(translator), str(template)],
        env={"AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        check=True,
    )
    stack: dict[str, Any] = json.loads(plain.stdout)
    return stack
