"""Whatever readers ask for is found out, and must be described."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from ops.cli import main
from ops.schema.annotated import FILE, Undescribed, load
from ops.schema.explorer import Undecided, explore, tenant_shape
from ops.schema.json_schema import schema_text
from ops.schema.states import Is, State
from tests.schema.documents import ROOT, SCHEMA


def without(tmp_path: Path, *lines: str) -> Path:
    text = FILE.read_text(encoding="utf-8")
    for line in lines:
        assert line in text
        text = text.replace(line, "")
    file = tmp_path / "tenant.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        (['tier = "dedicated"\n'], "keys.tier"),
        (['graph_version = "v25.0"\n'], "connections[].graph_version"),
        (["# Send a PKCE challenge.\n"], "connections[].pkce"),
    ],
)
def test_a_key_that_nobody_described_says_where_to_describe_it(tmp_path, lines, path):
    with pytest.raises(Undescribed, match=r"write it into ops/schema/tenant\.toml") as undescribed:
        explore(load(without(tmp_path, *lines)))
    assert path in str(undescribed.value)


def test_a_default_that_depends_on_something_is_put_into_words(tmp_path):
    file = without(tmp_path, "# Default: the audience\n")
    with pytest.raises(Undecided, match=r"apis\[\]\.name: .*# Default: "):
        explore(load(file))


def test_what_never_goes_together_is_learnt_from_the_readers():
    conflicts = set(tenant_shape()["clients[]"].conflicts)

    public = State("authentication", Is.VALUE, "none")
    assert {
        (public, State("client_secret", Is.THERE)),
        (public, State("grant_types", Is.HAS, "client_credentials")),
        (public, State("introspects", Is.FULL)),
        (public, State("pkce", Is.VALUE, "optional")),
        (public, State("refresh_rotation", Is.VALUE, "none")),
        (State("authentication", Is.ABSENT), State("client_secret", Is.ABSENT)),
        (State("grant_types", Is.HAS, "authorization_code"), State("redirect_uris", Is.ABSENT)),
        (State("grant_types", Is.EMPTY), State("introspects", Is.ABSENT)),
    } <= conflicts


def test_two_spellings_that_cannot_both_be_said_are_a_conflict():
    conflicts = tenant_shape()["branding"].conflicts

    assert (State("colour", Is.THERE), State("color", Is.THERE)) in conflicts


def test_what_something_else_can_make_up_for_is_neither_required_nor_a_conflict():
    admission = tenant_shape()["admission"]

    assert not any(key.required for key in admission.keys)
    allowed = State("new_people", Is.VALUE, "allowed")
    assert allowed not in {state for pair in admission.conflicts for state in pair}


def test_keys_that_have_nothing_to_do_with_each_other_are_left_alone():
    touched = {state.key for pair in tenant_shape()["clients[]"].conflicts for state in pair}

    assert touched == {
        *("authentication", "client_secret", "grant_types", "redirect_uris", "introspects"),
        *("pkce", "refresh_rotation"),
    }


def test_the_schema_is_one_of_its_dialect():
    Draft7Validator.check_schema(SCHEMA)


def test_every_key_tells_an_editor_what_it_is():
    for table in tables_in(SCHEMA):
        for name, key in table["properties"].items():
            assert {"title", "description"} <= key.keys(), name


def test_no_table_is_hidden_from_editors_by_its_rules():
    assert [table for table in tables_in(SCHEMA) if "allOf" in table] == []


def test_no_table_takes_a_key_that_nobody_reads():
    assert all(table["additionalProperties"] is False for table in tables_in(SCHEMA))


def test_the_command_line_prints_the_published_schema(capsys):
    assert main(["tenants", "schema"]) == 0
    published = (ROOT / "docs/tenant.schema.json").read_text(encoding="utf-8")
    assert capsys.readouterr().out == published == schema_text()


def test_the_command_line_prints_it_for_programs_too(capsys):
    assert main(["tenants", "schema", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "schema": SCHEMA}


def tables_in(schema):
    yield schema
    for key in schema["properties"].values():
        inner = key.get("items", key)
        if "properties" in inner:
            yield from tables_in(inner)
