"""Keys move from tier to tier: what operators see of it, and what breaks off on the way."""

import json
from contextlib import suppress

import pytest

from chalicelib.adapters.dynamodb import keys as places
from chalicelib.adapters.dynamodb.writes import delete
from chalicelib.adapters.system import SystemClock
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tokens.key_ports import KeyKeeperFailed
from chalicelib.tokens.key_rotation import KEPT, LEAD
from chalicelib.tokens.keys import KeyStage
from ops import cli
from ops.keys_desk import open_keys_desk
from tests.ops.people import ACME, BECAUSE, GLOBEX
from tests.support.outages import Trouble, nothing_spoilt, spoiling
from tests.support.visiting import OpenTable

SHARED = '\n[keys]\ntier = "shared"\n'
WRAPPED = '\n[keys]\ntier = "wrapped"\n'
TIERS = {"shared": SHARED, "wrapped": WRAPPED}


def change_tier(office, document, tenant=ACME):
    """The whole of it, as time passes."""
    office.apply(document, tenant)
    for wait in (LEAD, KEPT):
        office.grow_older(wait, tenant)
        office.apply(document + "\n# later\n", tenant)
    return office.ring(tenant).current()


def tiers(office, tenant=ACME):
    return sorted((str(key.stage), str(key.tier)) for key in office.ring(tenant).keys)


def test_a_tier_changes_when_the_document_does_and_nobody_has_to_do_more(office):
    (first,) = office.ring().keys
    office.apply(WRAPPED)
    assert tiers(office) == [("current", "dedicated"), ("next", "wrapped")]
    office.grow_older(LEAD)
    office.say("rotate", "acme", *BECAUSE)
    assert tiers(office) == [("current", "wrapped"), ("retired", "dedicated")]
    office.grow_older(KEPT)
    office.say("rotate", "acme", *BECAUSE)
    assert ("former", "dedicated") in tiers(office)
    assert office.state(first) == "Disabled"
    assert tiers(office, GLOBEX) == [("current", "dedicated")]


def test_a_list_shows_the_tier_and_what_kms_says_of_what_it_hangs_on(office):
    change_tier(office, WRAPPED)
    listed = {key["stage"]: key for key in office.ask("list", "acme")["keys"]}
    assert (listed["current"]["tier"], listed["current"]["kms_state"]) == ("wrapped", "Enabled")
    assert listed["current"]["kms_key"].endswith(office.destination.secrets_key.rpartition("/")[2])
    assert listed["former"]["tier"] == "dedicated"
    assert "  wrapped  " in office.say("list", "acme")[1]


def test_a_wrapped_key_that_is_withdrawn_is_forgotten_and_what_wrapped_it_goes_on(office):
    first = change_tier(office, WRAPPED)
    assert office.say("rotate", "acme", "--now", "--yes", *BECAUSE)[0] == 0
    (gone,) = [key for key in office.ring().keys if key.kid == first.kid]
    assert (gone.stage, gone.wrapped) == (KeyStage.WITHDRAWN, None)
    assert not any(first.wrapped in repr(item).encode() for item in office.items())
    assert office.state(first) == "Enabled"
    assert "is forgotten" in office.say("list", "acme")[1]


def test_two_that_share_have_one_key_and_withdrawing_it_names_the_other(office):
    shared = change_tier(office, SHARED)
    assert change_tier(office, SHARED, GLOBEX).kms_key_id == shared.kms_key_id
    command = f"vestibule keys rotate globex --now --key={shared.kid} --yes"
    status, told = office.say("rotate", "acme", "--now", *BECAUSE)
    assert (status, command in told) == (2, True)
    done = office.ask("rotate", "acme", "--now", "--yes", *BECAUSE)
    assert done["shared_with"] == [{"kid": shared.kid, "tenants": ["globex"]}]
    assert office.state(shared) == "Enabled"
    assert office.ring(GLOBEX).current().kid == shared.kid
    status, told = office.say(*command.split()[2:], *BECAUSE)
    assert (status, "is shared" in told) == (0, False)
    assert office.ring(GLOBEX).current().kid == office.ring().current().kid != shared.kid


def test_who_does_not_share_is_told_of_nobody(office):
    done = office.ask("rotate", "acme", "--now", "--yes", *BECAUSE)
    assert done["shared_with"] == []


@pytest.mark.parametrize(
    ("spoil", "what_to_do"),
    [
        (lambda kms, key: kms.disable_key(KeyId=key), "is Disabled: enable it"),
        (
            lambda kms, key: kms.schedule_key_deletion(KeyId=key),
            "is PendingDeletion: cancel that (aws kms cancel-key-deletion",
        ),
    ],
)
def test_a_key_that_unwraps_nothing_is_a_problem_of_its_own_and_of_whom_it_wraps_for(
    office, spoil, what_to_do
):
    change_tier(office, WRAPPED)
    spoil(office.destination.kms(), office.destination.secrets_key.rpartition("/")[2])
    status, told = office.say("list", "acme")
    assert (status, what_to_do in told) == (1, True)
    assert "--now" not in told, "another wrapped key would not sign either"
    cli.main(["doctor", "--json"])
    findings = json.loads(office.capsys.readouterr().out)["findings"]
    found = {each["what"]: each for each in findings}
    assert not found["secrets key"]["ok"]
    assert "no wrapped key signs" in found["secrets key"]["told"]
    assert what_to_do in found["signing keys"]["told"]
    assert "globex" not in found["signing keys"]["told"]


def test_the_doctor_looks_at_every_algorithm_and_at_keys_that_sign_next(office):
    office.apply('\n[keys]\nalgorithm = "ES256"\n')
    waiting = office.ring().find_at(KeyStage.NEXT, "ES256")
    office.destination.kms().disable_key(KeyId=waiting.kms_key_id)
    cli.main(["doctor"])
    assert f"acme: {waiting.kms_key_id} is Disabled" in office.capsys.readouterr().out


def prepare(office, tier, phase):
    """Up to where a phase of the change begins."""
    (first,) = office.ring().keys
    office.apply(TIERS[tier])
    if phase == "begin":  # applying broke off before there was a successor
        (made,) = [key for key in office.ring().keys if key != first]
        OpenTable.at(office.destination).write(delete(places.signing_key(ACME, made.kid)))
        return
    office.grow_older(LEAD)
    if phase == "end":
        rotate(office)
        office.grow_older(KEPT)


def rotate(office):
    """What the clock does every hour."""
    desk = open_keys_desk(office.destination)
    with in_house_of(ACME):
        return desk.rotate(desk.tenant("acme"))


LEADS_TO = {
    "begin": {("current", "dedicated"), ("next", "new")},
    "promote": {("current", "new"), ("retired", "dedicated")},
    "end": {("current", "new"), ("former", "dedicated")},
}


@pytest.mark.parametrize("trouble", Trouble)
@pytest.mark.parametrize("phase", LEADS_TO)
@pytest.mark.parametrize("tier", TIERS)
def test_a_change_that_breaks_off_anywhere_is_completed_an_hour_later(
    office, tier, phase, trouble, monkeypatch
):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    prepare(office, tier, phase)
    before, (first, *_) = office.items(), office.ring().keys
    clients = (office.destination.dynamodb(), office.destination.kms())
    struck, nth = True, 0
    while struck:
        nth += 1
        office.restore(before)
        office.destination.kms().enable_key(KeyId=first.kms_key_id)
        with spoiling(nth, trouble, *clients) as spoiler:
            with suppress(StorageUnavailable, KeyKeeperFailed):
                rotate(office)
            with nothing_spoilt(spoiler):
                rotate(office)
        struck = spoiler.struck is not None
        found = {(str(k.stage), str(k.tier).replace(tier, "new")) for k in office.ring().keys}
        assert found == LEADS_TO[phase], (nth, spoiler.struck)
        assert all(key.since <= SystemClock().now() for key in office.ring().keys)
    assert nth > 5
    usable = {key.kid: office.state(key) for key in office.ring().published}
    assert set(usable.values()) == {"Enabled"}
