"""Operators invite people by address: once, for one tenant, with a line in the trail."""

from types import SimpleNamespace

import pytest

from chalicelib.adapters.dynamodb.invitations import DynamoInvitations
from chalicelib.adapters.system import SystemClock
from ops import cli
from ops.surroundings import Surroundings
from tests.builders import ADA
from tests.ops.people import ACME, BECAUSE, GLOBEX, Office, publish_tenants, sign_in
from tests.support.outages import Trouble, spoiling
from tests.support.visiting import OpenTable

EVE = "eve@acme.test"
DAY = 86400


@pytest.fixture
def office(destination, monkeypatch, capsys) -> Office:
    impatient = SimpleNamespace(sleep=lambda _seconds: None)
    monkeypatch.setattr("chalicelib.adapters.dynamodb.table.time", impatient)
    surroundings = Surroundings(name="the pretend AWS", destination=destination)
    monkeypatch.setattr(cli, "find_surroundings", lambda _chosen, _environ: surroundings)
    publish_tenants(destination)
    return Office(destination, capsys)


def stored(office: Office, tenant=ACME):
    return DynamoInvitations(OpenTable.at(office.destination)).all(tenant)


def test_somebody_is_invited_with_roles_for_so_many_days(office):
    before = office.of_tenant(GLOBEX)
    words = ("invite", ACME, "Eve@ACME.test", "--role", "admin", "--days", "3", *BECAUSE)
    told = office.ask(*words)["invitation"]
    assert (told["email"], told["roles"]) == (EVE, ["admin"])
    assert told["invited_by"] == "operator:grace"
    (kept,) = stored(office)
    assert kept.expires_at - kept.invited_at == 3 * DAY
    (line,) = office.trail()
    assert (line["event"], line["object"], line["reason"]) == (
        "person_invited",
        kept.id,
        "a ticket",
    )
    assert EVE not in repr(line)
    assert office.of_tenant(GLOBEX) == before


def test_the_key_of_an_invitation_shows_no_address_and_it_is_swept_away(office):
    office.ask("invite", ACME, EVE, *BECAUSE)
    (item,) = [one for one in office.items() if one["sk"]["S"].startswith("INVITED#")]
    assert "eve" not in item["sk"]["S"]
    assert int(item["expires_at"]["N"]) == stored(office)[0].expires_at


def test_invitations_are_listed_and_revoked_at_one_tenant(office):
    for tenant in (ACME, GLOBEX):
        office.ask("invite", tenant, EVE, *BECAUSE)
    assert [one["email"] for one in office.ask("invitations", ACME)["invitations"]] == [EVE]
    assert office.ask("invitations", ACME, "--revoke", EVE, *BECAUSE)["revoked"]["email"] == EVE
    assert office.ask("invitations", ACME)["invitations"] == []
    assert [one["email"] for one in office.ask("invitations", GLOBEX)["invitations"]] == [EVE]
    assert office.say("invitations", ACME, "--revoke", EVE) == (
        1,
        "there is no invitation for eve@acme.test at acme\n",
    )
    assert sorted(line["event"] for line in office.trail()) == [
        "invitation_revoked",
        "person_invited",
    ]


def test_an_invitation_that_is_over_is_not_listed(office, monkeypatch):
    office.ask("invite", ACME, EVE, "--days", "1", *BECAUSE)
    later = SystemClock().now() + DAY + 1
    monkeypatch.setattr(SystemClock, "now", lambda _self: later)
    assert office.say("invitations", ACME) == (0, "no invitations\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((EVE, "--role", "amdin"), "'amdin' is not a role of this tenant; did you mean admin?"),
        (("eve",), "'eve' is not an e-mail address in lower case"),
        (("é@acme.test",), "is not an e-mail address"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused_and_nothing_is_written(office, words, told):
    before = office.items()
    status, answer = office.say("invite", ACME, *words, *BECAUSE)
    assert (status, told in answer) == (1, True)
    assert office.items() == before


@pytest.mark.parametrize("days", ["0", "366", "-1", "soon"])
def test_days_have_bounds(office, days):
    with pytest.raises(SystemExit):
        office.say("invite", ACME, EVE, "--days", days)


def test_an_operator_is_told_of_somebody_who_is_there_already(office):
    sign_in(office.destination)
    (note,) = office.ask("invite", ACME, "ada@acme.test", *BECAUSE)["notes"]
    assert note.startswith(f"{ADA} has this address already")


def test_what_is_kept_about_a_person_includes_an_invitation(office):
    sign_in(office.destination)
    assert office.ask("export", ACME, ADA)["invitation"] is None
    office.ask("invite", ACME, "ada@acme.test", "--role", "admin", *BECAUSE)
    assert office.ask("export", ACME, ADA)["invitation"]["roles"] == ["admin"]
    office.ask("erase", ACME, ADA, "--yes", *BECAUSE)
    assert stored(office) == ()


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("nth", [1, 2])
def test_an_outage_leaves_what_the_same_command_completes(office, trouble, nth):
    words = ("invite", ACME, EVE, "--role", "admin", *BECAUSE)
    with spoiling(nth, trouble):
        office.say(*words)
    assert office.ask(*words)["invitation"]["roles"] == ["admin"]
    assert [(one.email, one.roles) for one in stored(office)] == [(EVE, ("admin",))]
    with spoiling(nth, trouble):
        office.say("invitations", ACME, "--revoke", EVE, *BECAUSE)
    office.say("invitations", ACME, "--revoke", EVE, *BECAUSE)
    assert stored(office) == ()
