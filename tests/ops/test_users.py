"""What operators see of people, and what their exit statuses say."""

import json

import pytest

from ops import cli
from ops.surroundings import Surroundings
from tests.builders import ADA
from tests.ops.people import BECAUSE, GLOBEX, Office, publish_tenants, sign_in

ANOTHER = "b" * 43


@pytest.fixture
def office(destination, monkeypatch, capsys) -> Office:
    surroundings = Surroundings(name="the pretend AWS", destination=destination)
    monkeypatch.setattr(cli, "find_surroundings", lambda _chosen, _environ: surroundings)
    publish_tenants(destination)
    sign_in(destination)
    sign_in(destination, GLOBEX)
    return Office(destination, capsys)


def test_a_person_is_found_by_id_and_by_address(office):
    by_id = office.ask("find", "acme", ADA)["people"]
    assert office.ask("find", "acme", "ADA@acme.test")["people"] == by_id
    assert [person["sub"] for person in by_id] == [ADA]
    assert by_id[0]["state"] == "active"


def test_people_are_listed_in_pages(office):
    for number in range(4):
        sign_in(office.destination, user_id=str(number) * 43, subject=str(number), email=None)
    first = office.ask("find", "acme", "--limit", "3")
    rest = office.ask("find", "acme", "--limit", "3", "--after", first["after"])
    assert (len(first["people"]), len(rest["people"]), rest["after"]) == (3, 2, None)
    status, told = office.say("find", "acme", "--limit", "3")
    assert status == 0
    assert told.splitlines()[-1] == f"more: --after {first['after']}"
    assert office.say("find", "acme", "--after", "nonsense")[0] == 1


@pytest.mark.parametrize("action", ["find", "show", "sessions", "export", "roles"])
def test_who_is_not_there_is_an_error_of_its_own(office, action):
    assert office.say(action, "acme", "eve@acme.test") == (1, "nobody at acme is 'eve@acme.test'\n")
    assert office.say(action, "initech", ADA) == (1, "there is no tenant 'initech'\n")
    status, told = office.say(action, "acme", ANOTHER, "--json")
    assert status == 1
    assert json.loads(told) == {"ok": False, "error": f"nobody at acme is '{ANOTHER}'"}


@pytest.mark.parametrize(
    "words", [("show",), ("disable", *BECAUSE), ("erase", "--yes", *BECAUSE), ("sessions",)]
)
def test_an_address_of_several_people_names_none_of_them(office, words):
    sign_in(office.destination, user_id=ANOTHER, subject="2", email_verified=False)
    before = office.of_tenant("acme")
    status, told = office.say(words[0], "acme", "ada@acme.test", *words[1:], "--json")
    assert status == 1
    assert set(json.loads(told)["people"]) == {ADA, ANOTHER}
    assert office.of_tenant("acme") == before
    assert len(office.ask("find", "acme", "ada@acme.test")["people"]) == 2


def test_show_tells_everything_in_stable_words(office):
    told = office.ask("show", "acme", "ada@acme.test")
    assert set(told) == {"ok", "person", "roles", "identities", "sessions", "grants"}
    assert told["roles"] == [
        {"role": "member", "from": ["everybody has it by default"]},
        {"role": "staff", "from": ["the rule email_domain = acme.test"]},
    ]
    assert [identity["subject"] for identity in told["identities"]] == ["1157"]
    places = {(each["device"], each["address"], each["country"]) for each in told["sessions"]}
    assert places == {
        ("Chrome on Windows", "203.0.113.7", "NL"),
        ("Safari on iPhone", "198.51.100.9", "DE"),
    }
    assert {grant["offline"] for grant in told["grants"]} == {True, False}
    status, lines = office.say("show", "acme", ADA)
    assert status == 0
    assert "  staff  the rule email_domain = acme.test" in lines.splitlines()


def test_a_name_gives_no_orders_to_a_terminal(office):
    name = "Eve\x1b[2J\r\nexit status: 0"
    sign_in(office.destination, user_id=ANOTHER, subject="2", profile={"name": name})
    _, told = office.say("show", "acme", ANOTHER)
    assert "\x1b" not in told
    assert "\r" not in told
    assert "\nexit status" not in told


def test_an_export_holds_everything_but_secrets_and_their_hashes(office):
    status, told = office.say("export", "acme", ADA)
    exported = json.loads(told)
    assert status == 0
    assert exported["person"]["profile"] == {"name": "Ada Lovelace", "given_name": "Ada"}
    assert "Windows NT 10.0" in told
    hashes = [item["pk"]["S"].split("#")[3] for item in office.items() if hashed(item)]
    assert len(hashes) >= 12
    assert not any(each in told for each in hashes)
    assert office.ask("export", "acme", ADA) == {"ok": True, **exported}


def hashed(item) -> bool:
    return item["pk"]["S"].split("#")[2:3] in (["SESSION"], ["RF"], ["CODE"])


def test_one_device_is_signed_out_by_the_beginning_of_its_key(office):
    keys = {each["device"]: each["key"] for each in office.ask("sessions", "acme", ADA)["sessions"]}
    before = office.of_tenant("globex")
    ended = office.ask("sessions", "acme", ADA, "--end", keys["Chrome on Windows"][:6], *BECAUSE)
    assert [each["device"] for each in ended["ended"]] == ["Chrome on Windows"]
    left = office.ask("show", "acme", ADA)
    assert [each["device"] for each in left["sessions"]] == ["Safari on iPhone"]
    assert [each["device"] for each in left["grants"]] == ["Safari on iPhone"]
    assert office.trail()[0]["actor"] == "operator:grace"
    assert office.of_tenant("globex") == before


@pytest.mark.parametrize("key", ["zzz", ""])
def test_a_key_that_names_no_device_ends_nothing(office, key):
    assert office.say("sessions", "acme", ADA, "--end", key, *BECAUSE)[0] == 1
    assert len(office.ask("sessions", "acme", ADA)["sessions"]) == 2


def test_a_person_is_signed_out_everywhere(office):
    office.ask("sessions", "acme", ADA, "--end-all", *BECAUSE)
    left = office.ask("show", "acme", ADA)
    assert (left["sessions"], left["grants"]) == ([], [])
    assert len(office.ask("sessions", "globex", ADA)["sessions"]) == 2


def test_help_tells_every_command_and_option(capsys):
    told = ""
    for words in ([], ["find"], ["sessions"], ["roles"], ["erase"]):
        with pytest.raises(SystemExit) as left:
            cli.main(["users", *words, "--help"])
        assert left.value.code == 0
        told += capsys.readouterr().out
    for word in ("find", "show", "roles", "disable", "enable", "sessions", "export", "erase"):
        assert f"    {word} " in told
    for option in (
        "--limit",
        "--after",
        "--end",
        "--end-all",
        "--set",
        "--reason",
        "--as",
        "--yes",
    ):
        assert option in told
