"""The verifier as tenants install it: a wheel in its own environment, with real frameworks."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ops.local.environment import common_environment
from tests.adapters.an_https_server import serving
from tests.real.javascript import PATIENCE
from tests.support.served import ROOT
from tests.verifier.an_issuer import AUDIENCE, OTHER_KEY, Issuer, Network
from vestibule_verifier.clock import SystemClock

pytestmark = pytest.mark.real

ENVIRONMENT = Path("build/real/verifier")
PROGRAMS = Path(__file__).with_name("verifier_frameworks")
FRAMEWORKS = pytest.mark.parametrize("framework", ["fastapi_app.py", "django_app.py"])


class RealClock(SystemClock):
    """For an issuer whose tokens another process reads."""

    @property
    def wall(self) -> float:
        return self.now().wall


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, as building leaves things behind."""
    source, out = (tmp_path_factory.mktemp(name) for name in ("source", "wheel"))
    shutil.copytree(ROOT / "verifier", source, dirs_exist_ok=True)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(out), str(source)], check=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; what it depends on comes from the pinned one."""
    if not (ENVIRONMENT / ".ready").exists():
        subprocess.run(["make", str(ENVIRONMENT / ".ready")], check=True)
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    (packages,) = home.glob("lib/python*/site-packages")
    (pinned,) = ENVIRONMENT.absolute().glob("lib/python*/site-packages")
    (packages / "pinned.pth").write_text(f"{pinned}\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin/python"), "install"]
    subprocess.run([*pip, "--quiet", "--no-deps", str(wheel)], check=True)
    return home / "bin/python"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """An issuer that answers on a socket of this machine."""
    network = Network()

    def answer(handler: Any) -> None:
        told = network.answers[f"http://127.0.0.1:{served.port}{handler.path}"]
        handler.send_response(told.status)
        handler.send_header("Content-Length", str(len(told.body)))
        handler.end_headers()
        handler.wfile.write(told.body)

    with serving(answer) as served:
        url = f"http://127.0.0.1:{served.port}/t/acme"
        yield Issuer(url=url, network=network, clock=RealClock())


def answers_of(python: Path, program: Path, issuer: Issuer, requests: dict[str, Any]) -> Any:
    orders = {"issuer": issuer.url, "audience": AUDIENCE, "requests": requests}
    done = subprocess.run(
        [str(python), str(program), json.dumps(orders)],
        cwd=program.parent,
        env=common_environment({}),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@FRAMEWORKS
def test_a_framework_lets_in_whom_the_verifier_believes(
    python: Path, issuer: Issuer, framework: str
) -> None:
    issuer.publish_list({9: 1})
    forger = Issuer(url=issuer.url, key=OTHER_KEY, clock=issuer.clock)
    revoked = {"status_list": {"idx": 9, "uri": issuer.list_uri()}}
    answers = answers_of(
        python,
        PROGRAMS / framework,
        issuer,
        {
            "good": ("/me", issuer.token()),
            "scoped": ("/orders", issuer.token()),
            "allowed": ("/reports", issuer.token(roles=["auditor"])),
            "nobody": ("/orders", None),
            "forged": ("/me", forger.token()),
            "foreign": ("/me", issuer.token(iss="https://auth.example.com/t/globex")),
            "revoked": ("/orders", issuer.token(status=revoked)),
            "narrow": ("/orders", issuer.token(scope="openid")),
            "denied": ("/reports", issuer.token()),
        },
    )
    good = ("good", "scoped", "allowed")
    assert all("ada" in answers[name][1] and answers[name][0] == 200 for name in good)
    assert answers["nobody"][::2] == [401, 'Bearer realm="acme"']
    for name in ("forged", "foreign", "revoked"):
        assert answers[name][0] == 401
        assert 'error="invalid_token"' in answers[name][2]
    assert answers["narrow"][0] == answers["denied"][0] == 403
    assert 'scope="orders:read"' in answers["narrow"][2]
    assert "insufficient_scope" in answers["denied"][1]


@FRAMEWORKS
def test_a_framework_says_that_an_outage_is_no_fault_of_the_token(
    python: Path, framework: str
) -> None:
    gone = Issuer(url="http://127.0.0.1:1/t/acme", clock=RealClock())
    answers = answers_of(python, PROGRAMS / framework, gone, {"asked": ("/me", gone.token())})
    assert answers["asked"][::2] == [503, None]


def test_the_wheel_needs_no_framework_and_tells_its_types(python: Path, wheel: Path) -> None:
    program = (
        "import sys, importlib.resources as files, vestibule_verifier.aws_lambda\n"
        "loaded = {'flask', 'fastapi', 'django', 'httpx', 'requests'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
        "assert files.files('vestibule_verifier').joinpath('py.typed').is_file()\n"
    )
    subprocess.run([str(python), "-I", "-W", "error", "-c", program], check=True)
