"""The command line as an operator meets it: what it prints, and its exit status."""

import json
from dataclasses import replace

import pytest

from ops import cli
from ops.surroundings import NoSurroundings, Surroundings, find_surroundings
from tests.ops.a_document import SECRETS, TEXT

NAMED = {
    "VESTIBULE_TABLE": "vestibule",
    "VESTIBULE_PUBLIC_URL": "https://auth.example.com",
    "VESTIBULE_SECRETS_KEY": "arn:aws:kms:us-east-1:1:key/k",
}


@pytest.fixture
def environment(monkeypatch):
    """The environment of the command, which is all that it knows."""
    variables: dict[str, str] = {}
    monkeypatch.setattr(cli, "process_environment", lambda: variables)
    return variables


@pytest.fixture
def documents(tmp_path):
    (tmp_path / "acme.toml").write_text(TEXT)
    return tmp_path


@pytest.fixture
def broker(destination, environment, monkeypatch):
    environment.update(SECRETS)
    surroundings = Surroundings(name="the pretend AWS", destination=destination)
    monkeypatch.setattr(cli, "find_surroundings", lambda _chosen, _environ: surroundings)
    return destination


def test_sound_documents_are_reported_as_sound(documents, environment, capsys):
    assert cli.main(["tenants", "validate", str(documents)]) == 0
    assert capsys.readouterr().out == f"{documents / 'acme.toml'}: sound\n"


def test_faults_are_printed_like_a_compiler_prints_them(documents, environment, capsys):
    file = documents / "acme.toml"
    file.write_text(TEXT.replace("redirect_uris", "redirect_urls"))
    assert cli.main(["tenants", "validate", str(file)]) == 1
    missing, unknown, summary = capsys.readouterr().out.splitlines()
    assert missing == (
        f"{file}:10: clients[0].redirect_uris: is required for the authorization_code grant"
    )
    assert unknown.startswith(f"{file}:14: clients[0].redirect_urls: unknown key")
    assert summary == "2 faults in 1 file"


def test_faults_are_json_for_programs(documents, environment, capsys):
    (documents / "acme.toml").write_text("id = ")
    assert cli.main(["tenants", "validate", "--json", str(documents)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert [set(fault) for fault in told["faults"]] == [{"file", "line", "path", "message"}]


def test_secrets_are_looked_for_only_when_asked(documents, environment, capsys):
    assert cli.main(["tenants", "validate", "--secrets", str(documents)]) == 1
    assert "the environment variable GOOGLE_SECRET is not set" in capsys.readouterr().out
    environment.update(SECRETS)
    assert cli.main(["tenants", "validate", "--secrets", str(documents)]) == 0


def test_apply_publishes_what_it_names(documents, broker, capsys):
    assert cli.main(["tenants", "apply", str(documents), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (tenant,) = told["tenants"]
    assert told["ok"] is True
    assert tenant["issuer"] == "https://auth.example.com/t/acme"
    assert (tenant["version"], tenant["clients"]) == (1, ["acme-web"])
    assert cli.main(["tenants", "apply", str(documents)]) == 0
    assert capsys.readouterr().out == (
        "acme: unchanged, version 1 at https://auth.example.com/t/acme\n"
    )
    assert cli.main(["tenants", "apply", str(documents), "--force"]) == 0
    assert capsys.readouterr().out == (
        "acme: version 2 at https://auth.example.com/t/acme (1 connection, 1 client)\n"
    )


def test_one_unsound_document_keeps_all_from_being_published(documents, broker, capsys):
    (documents / "zeta.toml").write_text(TEXT.replace('"acme"', '"zeta"').replace("env:WEB", "WEB"))
    assert cli.main(["tenants", "apply", str(documents)]) == 1
    assert broker.dynamodb().scan(TableName=broker.table)["Items"] == []
    assert "zeta.toml:13: clients[0].client_secret: write a reference" in capsys.readouterr().out


def test_an_unset_secret_keeps_a_document_from_being_published(
    documents, broker, environment, capsys
):
    del environment["WEB_SECRET"]
    assert cli.main(["tenants", "apply", str(documents)]) == 1
    assert broker.dynamodb().scan(TableName=broker.table)["Items"] == []


def test_without_a_broker_the_command_says_how_to_name_one(
    documents, environment, capsys, tmp_path
):
    environment["VESTIBULE_HOME"] = str(tmp_path / "none")
    assert cli.main(["tenants", "apply", str(documents)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("vestibule: nothing says which broker is meant")
    assert "VESTIBULE_TABLE" in told
    assert cli.main(["tenants", "apply", "--json", str(documents)]) == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_a_broker_named_in_part_is_never_the_one_on_this_machine(tmp_path):
    (tmp_path / "stack.json").write_text("{}")
    part = {"VESTIBULE_TABLE": "vestibule", "VESTIBULE_HOME": str(tmp_path)}
    with pytest.raises(NoSurroundings, match="VESTIBULE_PUBLIC_URL and VESTIBULE_SECRETS_KEY"):
        find_surroundings({}, part)


def test_an_endpoint_that_is_no_address_is_named():
    with pytest.raises(NoSurroundings, match="AWS_ENDPOINT_URL_KMS must be an address"):
        find_surroundings({}, NAMED | {"AWS_ENDPOINT_URL_KMS": "localhost"})


def test_a_table_that_does_not_exist_is_called_that(broker, monkeypatch, capsys):
    elsewhere = Surroundings(name="nowhere", destination=replace(broker, table="nowhere"))
    monkeypatch.setattr(cli, "find_surroundings", lambda _chosen, _environ: elsewhere)
    assert cli.main(["tenants", "history", "acme"]) == 2
    assert "there is no such table in this account and region" in capsys.readouterr().err


def test_options_win_over_variables():
    found = find_surroundings({"table": "other", "paths": None}, NAMED)
    assert (found.destination.table, found.local) == ("other", None)
    assert found.destination.public_url == "https://auth.example.com"


def test_a_stack_file_of_a_stack_that_is_gone_says_so(tmp_path):
    aws = {"endpoint_url": "http://127.0.0.1:29999", "region": "us-east-1", "table": "vestibule"}
    stack = {"public_url": "http://localhost:29997", "aws": aws}
    (tmp_path / "stack.json").write_text(json.dumps(stack))
    with pytest.raises(NoSurroundings, match="does not answer; start it again"):
        find_surroundings({}, {"VESTIBULE_HOME": str(tmp_path)})
    (tmp_path / "stack.json").write_text("{}")
    with pytest.raises(NoSurroundings, match="cannot be read"):
        find_surroundings({}, {"VESTIBULE_HOME": str(tmp_path)})


def test_the_doctor_names_what_is_wrong_and_goes_on(broker, environment, capsys):
    environment["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    broker.kms().disable_key(KeyId=broker.secrets_key)
    assert cli.main(["doctor", "--json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    wrong = {finding["what"]: finding["told"] for finding in findings if not finding["ok"]}
    assert set(wrong) == {"environment", "expiry", "backups", "secrets key", "answers"}
    assert "is Disabled: no upstream secret can be opened" in wrong["secrets key"]
    assert any(finding["what"] == "table" and finding["ok"] for finding in findings)


@pytest.mark.parametrize("words", [[], ["tenants"], ["tenants", "apply"], ["--help"]])
def test_help_names_the_commands(words, capsys):
    with pytest.raises(SystemExit):
        cli.main(words)
    told = capsys.readouterr()
    assert "usage: vestibule" in told.out + told.err
