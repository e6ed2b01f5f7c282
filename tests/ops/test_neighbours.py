"""An operator who names one tenant and an id of another has named nobody, and changed nothing."""

import argparse
from collections.abc import Iterator

import pytest

from ops import cli
from ops.publish import publish
from ops.surroundings import Surroundings
from tests.builders import ADA
from tests.ops.a_document import SECRETS, TEXT, a_document
from tests.ops.people import BECAUSE, GLOBEX, ROLES, Office, publish_tenants, sign_in

#: Each command that takes an id, as it is given to the wrong tenant.
COMMANDS = {
    ("users", "find"): [("globex", "{sub}"), ("globex", "{email}")],
    ("users", "show"): [("globex", "{sub}"), ("globex", "{email}")],
    ("users", "export"): [("globex", "{sub}"), ("globex", "{email}")],
    ("users", "sessions"): [
        ("globex", "{sub}"),
        ("globex", "{sub}", "--end-all"),
        ("globex", "{sub}", "--end", "{session}"),
        ("globex", "{their_sub}", "--end", "{session}"),
    ],
    ("users", "roles"): [
        ("globex", "{sub}"),
        ("globex", "{sub}", "--add", "admin"),
        ("globex", "{email}", "--set", "admin"),
        ("globex", "{sub}", "--remove", "staff"),
    ],
    ("users", "disable"): [("globex", "{sub}"), ("globex", "{email}")],
    ("users", "enable"): [("globex", "{sub}"), ("globex", "{email}")],
    ("users", "erase"): [("globex", "{sub}", "--yes"), ("globex", "{email}", "--yes")],
    ("users", "invitations"): [("globex", "--revoke", "{invited}")],
    ("connections", "test"): [("globex", "google-of-acme")],
    ("keys", "rotate"): [("globex", "--now", "--yes", "--key={kid}")],
    ("tenants", "export"): [("globex", "--version", "2")],
    ("tenants", "rollback"): [("globex", "2")],
}
#: What takes no id but the tenant's own name, or what a document says.
NO_ID = {
    *(("keys", "list"), ("tenants", "history"), ("tenants", "schema"), ("users", "invite")),
    *(("tenants", "apply"), ("tenants", "plan"), ("tenants", "validate")),
}
THEIRS = "t" * 43


@pytest.fixture
def office(destination, monkeypatch, capsys) -> Office:
    surroundings = Surroundings(name="the pretend AWS", destination=destination)
    monkeypatch.setattr(cli, "find_surroundings", lambda _chosen, _environ: surroundings)
    publish_tenants(destination)
    sign_in(destination)
    sign_in(destination, GLOBEX, THEIRS, email="gil@globex.test")
    return Office(destination, capsys)


def commands(parser: argparse.ArgumentParser, *words: str) -> Iterator[tuple[str, ...]]:
    """Every command that there is, as the parser has them."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, inner in action.choices.items():
                yield from commands(inner, *words, word)
            return
    yield words


def test_every_command_is_here() -> None:
    """To mend it: say in `COMMANDS` how it is given an id of another tenant."""
    assert {each for each in commands(cli._parser()) if len(each) > 1} == set(COMMANDS) | NO_ID


def test_an_id_of_another_tenant_names_nobody_and_nothing_is_written(office):
    session = office.ask("sessions", "acme", ADA)["sessions"][0]["key"]
    kid = next(
        item["sk"]["S"].removeprefix("KEY#")
        for item in office.items()
        if item["pk"]["S"] == "T#acme" and item["sk"]["S"].startswith("KEY#")
    )
    ids = {
        "sub": ADA,
        "email": "ada@acme.test",
        "session": session,
        "kid": kid,
        "their_sub": THEIRS,
        "invited": "eve@acme.test",
    }
    # A version that acme has and globex has not.
    text = TEXT.replace('id = "google"', 'id = "google-of-acme"')
    publish(a_document(text + ROLES), office.destination, SECRETS)
    office.ask("invite", "acme", "eve@acme.test", *BECAUSE)
    before = sorted(map(repr, office.items()))
    for (group, action), ways in COMMANDS.items():
        because = BECAUSE if action in {"disable", "enable", "erase", "rotate"} else ()
        for way in ways:
            words = [group, action, *(word.format_map(ids) for word in way), *because]
            office.capsys.readouterr()
            assert cli.main(words) == 1, words
            told = "".join(office.capsys.readouterr())
            assert any(word in told for word in ("nobody", "none", "has no", "is no")), told
            assert sorted(map(repr, office.items())) == before, words


def test_a_tenant_whose_name_is_a_piece_of_a_key_is_none(office):
    for slug in ("acme#USER", "acme#", "ACME", "", "T#acme", "acme/../globex"):
        for words in (("users", "find", slug, ADA), ("keys", "list", slug)):
            assert cli.main(list(words)) == 1
            assert "there is no tenant" in "".join(office.capsys.readouterr())
        assert cli.main(["tenants", "history", slug]) == 1
