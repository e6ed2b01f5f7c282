"""The package that would be deployed: its template is lintable, its zip answers."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

CFN_LINT = "build/real/lint/bin/cfn-lint"


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
