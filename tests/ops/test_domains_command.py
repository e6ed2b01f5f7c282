"""`doctor --domains` asks every domain who it is, as an app would."""

import json
from urllib.error import URLError

import pytest

from ops import cli, domains_command
from ops.domains_command import examine
from ops.report import Refused
from tests.ops.a_document import TEXT
from tests.support.calls import counting

WELL_KNOWN = "/.well-known/openid-configuration"


@pytest.fixture
def desk(desk):
    for tenant in ("acme", "globex"):
        desk.apply(f'domain = "login.{tenant}.com"\n{TEXT}'.replace('"acme"', f'"{tenant}"'))
    desk.apply(TEXT.replace('"acme"', '"initech"'))
    return desk


def honest(address: str) -> bytes:
    return json.dumps({"issuer": address.removesuffix(WELL_KNOWN)}).encode()


def found(desk, fetch=honest, *tenants: str) -> dict[str, str]:
    findings = examine(desk.destination, tenants, fetch).described["findings"]
    return {one["what"]: one["told"] for one in findings if not one["ok"]}


def test_every_domain_is_asked_and_nothing_else(desk):
    asked = []
    report = examine(desk.destination, [], lambda url: (asked.append(url), honest(url))[1])
    assert sorted(asked) == [f"https://login.{one}.com{WELL_KNOWN}" for one in ("acme", "globex")]
    assert (report.ok, report.lines) == (True, ("2 of 2 domains answer as told",))


def test_ten_thousand_tenants_are_read_a_hundred_at_a_time(desk):
    with counting(desk.destination.dynamodb()) as counter:
        examine(desk.destination, [], honest)
    assert counter.by_name == {"Query": 1, "BatchGetItem": 2}


def test_some_may_be_named_and_are_told_of_each(desk):
    report = examine(desk.destination, ["acme", "acme"], honest)
    assert report.lines == (
        "ok       acme, login.acme.com: https://login.acme.com says so of itself",
        "1 of 1 domain answer as told",
    )
    for nobody in ("nobody", "Acme#", ""):
        with pytest.raises(Refused):
            examine(desk.destination, [nobody], honest)


def silent(_address: str) -> bytes:
    raise URLError("certificate verify failed")


@pytest.mark.parametrize(
    ("fetch", "told"),
    [
        (silent, "does not answer: <urlopen error certificate verify failed>"),
        (lambda _: b"<html>", "answers something else than JSON"),
        (lambda _: b"[]", "is of None"),
        (lambda _: honest("https://login.acme.com"), "is of 'https://login.acme.com'"),
    ],
)
def test_what_is_wrong_is_told_of_the_one_domain(desk, fetch, told):
    wrong = found(desk, lambda url: fetch(url) if "globex" in url else honest(url))
    assert list(wrong) == ["globex, login.globex.com"]
    assert told in wrong["globex, login.globex.com"]


def test_a_domain_that_the_table_has_lost_is_found(desk):
    key = {"pk": {"S": "DOMAIN#login.acme.com"}, "sk": {"S": "DOMAIN"}}
    desk.destination.dynamodb().delete_item(TableName=desk.destination.table, Key=key)
    assert found(desk) == {
        "acme, login.acme.com": "the table does not say whose it is; apply the tenant again"
        " with --force"
    }
    acme = f'domain = "login.acme.com"\n{TEXT}'
    desk.apply(acme, "--force")
    assert found(desk) == {}


def test_the_command_line_says_it(desk, monkeypatch, capsys):
    monkeypatch.setattr(domains_command, "_fetch", silent)
    assert cli.main(["doctor", "--domains"]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("PROBLEM  acme, login.acme.com: https://login.acme.com/.well-known/")
    assert told[-1] == "0 of 2 domains answer as told"
    monkeypatch.setattr(domains_command, "_fetch", honest)
    assert cli.main(["doctor", "--json", "--domains", "acme", "globex"]) == 0
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 2


def test_a_tenant_that_is_named_and_has_no_domain_is_no_success(desk):
    report = examine(desk.destination, ["initech", "acme"], honest)
    problem, well, summary = report.lines
    assert not report.ok
    assert problem == (
        "PROBLEM  initech: has no domain of its own:"
        " what is published says https://auth.example.com/t/initech"
    )
    assert (well.startswith("ok       acme, "), summary) == (True, "1 of 1 domain answer as told")
