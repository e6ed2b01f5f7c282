"""What was published can be listed, printed and published again."""

import pytest

from chalicelib.adapters.dynamodb.clients import DynamoClients
from chalicelib.adapters.dynamodb.keys import document_version
from chalicelib.adapters.system import SystemClock
from chalicelib.tenancy.model import TenantId
from tests.ops.a_document import SECRETS, TEXT
from tests.support.visiting import OpenTable, Visiting

ACME = TenantId("acme")
RENAMED = TEXT.replace("Acme Shop", "Shop")
RECALLED = "env:RECALLED_SECRET"


def a_client(desk, tenant=ACME):
    table = OpenTable.at(desk.destination)
    return Visiting(DynamoClients(table, SystemClock())).find(tenant, "acme-web")


def test_each_version_tells_when_by_whom_and_what_changed(desk):
    desk.apply(TEXT)
    desk.apply(RENAMED, "--as", "heidi")
    desk.apply(f"# Reviewed\n{RENAMED}")
    told = desk.ask("history", "acme")
    assert [(one["version"], one["published_by"], one["changes"]) for one in told["versions"]] == [
        (3, "grace", "only the text: comments, order or references"),
        (2, "heidi", "~ client acme-web (name)"),
        (1, "grace", "first version"),
    ]
    assert told["current"] == 3
    assert all(one["published_at"].endswith("Z") for one in told["versions"])
    lines = desk.say("history", "acme", "--limit", "1")[1].splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("  grace  only the text: comments, order or references")


def test_the_audit_trail_says_who_removed_a_client(desk):
    another = '[[clients]]\nid = "acme-jobs"\nname = "Jobs"\ngrant_types = ["client_credentials"]'
    desk.apply(f'{TEXT}\n{another}\nclient_secret = "env:WEB_SECRET"\n')
    desk.apply(TEXT, "--as", "heidi")
    trail = [each["record"]["M"] for each in desk.items() if "#AUDIT#" in each["pk"]["S"]]
    told = [(one["actor"]["S"], one["object"]["S"]) for one in trail if told_of_removal(one)]
    assert told == [("operator:heidi", "acme-jobs")]


def told_of_removal(line):
    return line["event"]["S"] == "client_removed"


def test_another_secret_is_a_version_of_the_same_document(desk):
    desk.apply(TEXT)
    desk.environment["WEB_SECRET"] = "n" * 43
    assert desk.apply(TEXT)["version"] == 2
    latest, _ = desk.ask("history", "acme")["versions"]
    assert latest["changes"] == "the same document; a secret or a key may be another"


def test_versions_of_an_earlier_release_stay_readable(desk):
    desk.apply(TEXT)
    desk.apply(RENAMED)
    for version in (1, 2):
        desk.destination.dynamodb().update_item(
            TableName=desk.destination.table,
            Key=document_version(ACME, version),
            UpdateExpression="REMOVE published_at, published_by",
        )
    latest, first = desk.ask("history", "acme")["versions"]
    assert (latest["published_at"], latest["published_by"]) == (None, None)
    assert first["changes"] == "first version"
    assert desk.say("history", "acme")[1].startswith("2  unknown  unknown  ~ client acme-web")


def test_a_text_that_this_release_cannot_read_is_listed_and_printed(desk):
    desk.apply(TEXT)
    desk.apply(RENAMED)
    desk.destination.dynamodb().update_item(
        TableName=desk.destination.table,
        Key=document_version(ACME, 1),
        UpdateExpression="SET document = :text",
        ExpressionAttributeValues={":text": {"S": 'id = "acme"\nflavour = "old"\n'}},
    )
    latest, _ = desk.ask("history", "acme")["versions"]
    assert latest["changes"] == "cannot be compared by this release"
    assert desk.say("export", "acme", "--version", "1")[1] == 'id = "acme"\nflavour = "old"\n'
    assert desk.say("rollback", "acme", "1")[0] == 1


@pytest.mark.parametrize("end", ["", "\n", "\n\n# the end\n"])
def test_publishing_what_was_exported_changes_nothing(desk, end):
    desk.apply(TEXT.rstrip() + end)
    status, exported, _ = desk.say("export", "acme")
    assert status == 0
    assert "env:WEB_SECRET" in exported
    assert not any(secret in exported for secret in SECRETS.values())
    assert desk.plan(exported)["changes"] is False
    assert desk.apply(exported)["unchanged"] is True


def test_an_earlier_version_can_be_printed(desk):
    desk.apply(TEXT)
    desk.apply(RENAMED)
    assert desk.say("export", "acme", "--version", "1")[1] == TEXT
    assert desk.ask("export", "acme")["document"] == RENAMED


def test_an_earlier_version_is_published_again_as_a_new_one(desk):
    desk.apply(TEXT)
    desk.apply(RENAMED)
    (tenant,) = desk.ask("rollback", "acme", "1")["tenants"]
    assert tenant["version"] == 3
    assert a_client(desk).name == "Acme Shop"
    assert desk.ask("history", "acme")["versions"][0]["changes"] == "~ client acme-web (name)"


def test_an_earlier_version_comes_with_the_secrets_of_now(desk):
    desk.apply(TEXT)
    desk.apply(RENAMED)
    desk.environment["WEB_SECRET"] = "n" * 43
    desk.ask("rollback", "acme", "1")
    assert a_client(desk).has_secret("n" * 43)
    assert not a_client(desk).has_secret(SECRETS["WEB_SECRET"])


def test_a_reference_that_stands_for_nothing_any_more_keeps_an_earlier_version_back(desk):
    desk.environment["RECALLED_SECRET"] = "r" * 43
    desk.apply(TEXT.replace("env:WEB_SECRET", RECALLED))
    desk.apply(RENAMED)
    del desk.environment["RECALLED_SECRET"]
    before = desk.items()
    status, told, _ = desk.say("rollback", "acme", "1")
    assert status == 1
    assert told.splitlines()[0] == (
        "acme@1:13: clients[0].client_secret: the environment variable RECALLED_SECRET is not set"
    )
    assert desk.items() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("history", "globex"), "there is no tenant 'globex'\n"),
        (("export", "acme#x"), "there is no tenant 'acme#x'\n"),
        (("rollback", "globex", "1"), "there is no tenant 'globex'\n"),
        (("export", "acme", "--version", "9"), "acme has no version 9; the current one is 1\n"),
        (("rollback", "acme", "9"), "acme has no version 9; the current one is 1\n"),
    ],
)
def test_what_was_never_published_is_said_so(desk, words, told):
    desk.apply(TEXT)
    assert desk.say(*words)[:2] == (1, told)


@pytest.mark.parametrize("version", ["0", "-1", "x", "1.5"])
def test_a_version_is_a_number(desk, version):
    with pytest.raises(SystemExit) as left:
        desk.say("rollback", "acme", version)
    assert left.value.code == 2


def test_a_tenant_sees_nothing_of_another_ones_history(desk):
    desk.apply(TEXT)
    desk.apply(RENAMED)
    desk.ask("apply", str(desk.write(TEXT, "globex")))
    (only,) = desk.ask("history", "globex")["versions"]
    assert (only["version"], only["changes"]) == (1, "first version")
    assert desk.say("rollback", "globex", "2")[0] == 1
    assert a_client(desk).name == "Shop"
