"""The tool behind most editors of TOML finds the schema that a document names, and obeys it."""

import re
import shutil
from pathlib import Path

import pytest

from tests.real.javascript import command, install

pytestmark = pytest.mark.real

ROOT = Path(__file__).parents[2]
#: What stands in a sound document, what becomes of it, and what is told.
MISTAKES = (
    ('kind = "google"\n', 'kind = "gogle"\n', "gogle"),
    ('kind = "google"\n', 'kind = "google"\npkce = true\n', "False schema does not allow true"),
    ("https://api.acme.test", "no address", "does not match"),
    ('authentication = "none"\n', "", '"client_secret" is a required property'),
    ("access_token_lifetime = 600", "access_token_lifetime = 6000", "maximum of 3600"),
    ('name = "Acme"\n', 'name = "Acme"\nnmae = 1\n', "'nmae' was unexpected"),
)


@pytest.fixture(scope="module")
def taplo() -> Path:
    return install("taplo")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the schema and the demo tenants where the repository has them."""
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs/tenant.schema.json", tmp_path / "docs")
    shutil.copytree(ROOT / "tenants", tmp_path / "tenants", ignore=lambda *_: ["local"])
    shutil.copy(ROOT / "ops/schema/tenant.toml", tmp_path / "tenants/annotated.toml")
    annotated = tmp_path / "tenants/annotated.toml"
    named = f"#:schema ../docs/tenant.schema.json\n\n{annotated.read_text(encoding='utf-8')}"
    annotated.write_text(named, encoding="utf-8")
    return tmp_path


def lint(taplo: Path, checkout: Path) -> tuple[int, str]:
    files = sorted((checkout / "tenants").glob("*.toml"))
    done = command(
        (taplo / "node_modules/.bin/taplo").absolute(), "lint", *map(str, files), cwd=checkout
    )
    return done.returncode, done.stderr


def test_sound_documents_are_sound_to_it(taplo: Path, checkout: Path) -> None:
    status, told = lint(taplo, checkout)

    assert (status, "found files total=3" in told) == (0, True), told


def test_a_mistake_is_one_to_it_too(taplo: Path, checkout: Path) -> None:
    sound = (checkout / "tenants/acme.toml").read_text(encoding="utf-8")
    for number, (was, becomes, _) in enumerate(MISTAKES):
        assert was in sound
        spoilt = checkout / f"tenants/mistake-{number}.toml"
        spoilt.write_text(sound.replace(was, becomes, 1), encoding="utf-8")

    status, said = lint(taplo, checkout)

    assert status == 1
    refused = re.findall(r"invalid file .*/([\w-]+)\.toml", said)
    assert sorted(refused) == [f"mistake-{number}" for number in range(len(MISTAKES))]
    assert [told for *_, told in MISTAKES if told not in said] == []
