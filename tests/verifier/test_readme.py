"""The verifier's README says what is so, and what it shows can be copied."""

import ast
import inspect
from dataclasses import fields

import vestibule_verifier
from tests.documents.pages import page
from vestibule_verifier import AccessToken, Unavailable, VerificationError, Verifier

README = page("verifier/README.md")


def test_every_error_is_listed_with_its_status():
    errors = {
        name: str(kind.status)
        for name, kind in vars(vestibule_verifier).items()
        if inspect.isclass(kind) and issubclass(kind, VerificationError)
    }
    for base in (VerificationError, Unavailable):
        del errors[base.__name__]
    rows = {row[0].strip("`"): row[1] for row in README.rows("## What is refused")}
    assert errors == {name: status for name, status in rows.items() if status.isdecimal()}


def test_every_setting_is_listed():
    settings = {one.name for one in fields(Verifier) if one.kw_only and one.init}
    rows = {row[0].strip("`") for row in README.rows("## Settings")}
    assert rows - {"Argument of `Verifier", "---"} == settings


def test_every_member_of_a_token_is_named():
    assert {one.name for one in fields(AccessToken)} <= set(README.words)


def test_every_program_parses():
    assert [ast.parse(code) for code in README.blocks("python")]
