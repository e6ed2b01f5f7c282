"""Examples in the documentation can be copied: they parse, and the product accepts them."""

import ast
import json
import re
import shlex

import pytest

from ops.cli import _parser
from ops.documents import read_document
from ops.validate import require_sound
from tests.documents.pages import ROOT, Page, all_pages
from tests.schema.documents import refusals_of

every_page = pytest.mark.parametrize(
    "read", all_pages(), ids=lambda one: str(one.file.relative_to(ROOT))
)


@every_page
def test_python_parses(read: Page):
    for code in read.blocks("python"):
        ast.parse(code)


@every_page
def test_json_parses(read: Page):
    for code in read.blocks("json"):
        json.loads(code)


@every_page
def test_tenant_documents_are_sound(read: Page):
    for number, code in enumerate(read.blocks("toml")):
        document = read_document(f"{read.file.name} example {number}", code)
        require_sound([document])
        assert refusals_of(document.table) == []


@every_page
def test_commands_exist(read: Page):
    lines = [line for code in read.blocks("sh") for line in code.splitlines()]
    for line in lines:
        if line.startswith("vestibule "):
            assert _parser().parse_args(shlex.split(line)[1:]).run


@every_page
def test_make_has_the_targets(read: Page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    lines = [line for code in read.blocks("sh") for line in code.splitlines()]
    named = [word for word in (*lines, *read.words) if word.startswith("make ")]

    assert {command.split()[1] for command in named} <= targets
