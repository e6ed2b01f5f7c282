"""What the documentation says of the product is true, and what a user must know is there."""

import re
from pathlib import Path

import pytest

from chalicelib.endpoints.routing import RouteTable
from ops.cloudformation import load_template, resources_of
from ops.generated import FILES, TABLES, oauth_errors, renewed, routes
from tests.documents.pages import ROOT, Page, all_pages, page, sources

APPS, OPERATORS = page("docs/app-developer.md"), page("docs/operator.md")
CONFORMANCE = page("docs/conformance.md")
TEMPLATE = load_template(ROOT / "infra/resources.yaml")
RULES = "## What is required, and where it is"
_ADDRESS = re.compile(r"(?:/t/[\w{}-]+|\{(?:issuer|ISSUER)\})((?:/[\w.{}-]*[\w}])+)")
_VARIABLE = re.compile(r"\bVESTIBULE_[A-Z_]+\b")
_EVENT = re.compile(r"\.note\(\s*\"(\w+)\"")
_RULE = re.compile(r"\b(?:DISC|JWK|AZ|FPM|TOK|IDT|UI|BCL|X)-\d+\b")

every_page = pytest.mark.parametrize(
    "read", all_pages(), ids=lambda one: str(one.file.relative_to(ROOT))
)


@every_page
def test_every_address_in_the_documentation_is_served(read: Page):
    table = RouteTable(routes())

    unknown = {rest for rest in _ADDRESS.findall(read.text) if table.find(f"/t/acme{rest}") is None}

    assert unknown == set()


def test_every_endpoint_is_documented():
    documented = {row[0].strip("`"): row[1] for row in APPS.rows("## Endpoints")}

    assert documented == {
        "Path": "Methods",
        "---": "---",
        **{path: ", ".join(methods) for path, methods in routes().items()},
    }


def test_every_oauth_error_is_documented():
    documented = {(row[0].strip("`"), row[1]) for row in APPS.rows("## Errors")}

    assert {(kind.error, str(kind.status_code)) for kind in oauth_errors()} <= documented


@every_page
def test_generated_tables_are_what_the_code_tells(read: Page):
    assert renewed(read.text) == read.text


@pytest.mark.parametrize("name", TABLES)
def test_every_generated_table_has_its_place(name: str):
    assert any(f"<!-- generated: {name} -->" in read.text for read in all_pages())


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.name)
def test_generated_files_are_what_the_code_tells(file: Path):
    assert file.read_text(encoding="utf-8") == FILES[file]()


def test_every_variable_of_the_environment_is_documented():
    settings = (ROOT / "chalicelib/settings.py").read_text(encoding="utf-8")

    assert set(_VARIABLE.findall(settings)) <= set(OPERATORS.words)


@every_page
def test_no_variable_is_documented_that_nobody_reads(read: Page):
    known = {name for source in sources("chalicelib", "ops") for name in _VARIABLE.findall(source)}

    assert set(_VARIABLE.findall(read.text)) <= known


def test_every_event_of_the_journal_is_documented():
    events = {event for source in sources("chalicelib") for event in _EVENT.findall(source)}
    documented = {row[0].strip("`") for row in OPERATORS.rows("## Journal")}

    assert events == documented - {"Event", "---"}


def test_every_parameter_and_alarm_of_the_template_is_documented():
    alarms = resources_of(TEMPLATE, "AWS::CloudWatch::Alarm")

    assert {*TEMPLATE["Parameters"], *alarms} <= set(OPERATORS.words)


def test_every_conformance_rule_that_the_code_cites_is_in_the_table():
    cited = {rule for source in sources("chalicelib", "tests") for rule in _RULE.findall(source)}

    assert cited <= {row[0] for row in CONFORMANCE.rows(RULES)}


def test_a_test_that_is_named_for_a_rule_cites_it():
    for rule, _, _, tests in CONFORMANCE.rows(RULES):
        for name in re.findall(r"`([\w/]+\.py)`", tests):
            assert re.search(rf"\b{rule}\b", (ROOT / "tests" / name).read_text(encoding="utf-8"))


@every_page
def test_links_lead_somewhere(read: Page):
    for link in read.links:
        target, _, anchor = link.partition("#")
        if "://" in target:
            continue
        file = (read.file.parent / target) if target else read.file
        assert file.exists(), link
        assert not anchor or anchor in Page(file).anchors, link


@every_page
def test_files_that_are_named_exist(read: Page):
    named = {word for word in read.words if re.fullmatch(r"[\w./-]+\.(?:py|toml|yaml)", word)}
    places = (ROOT, ROOT / "chalicelib", ROOT / "tests", read.file.parent)

    missing = {
        name for name in named if "/" in name and not any((p / name).exists() for p in places)
    }

    assert missing == set()
