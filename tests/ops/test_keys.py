"""`vestibule keys`: what an operator sees of signing keys and does to them, and what breaks off."""

import json

import pytest

from chalicelib.adapters.dynamodb.fence import PublishedMeanwhile
from chalicelib.adapters.system import SystemClock
from chalicelib.tokens.key_rotation import KEPT, LEAD
from chalicelib.tokens.keys import KeyStage
from ops import cli
from ops.publish import publish
from ops.signing_keys import KeyNotReady
from tests.ops.a_document import SECRETS, TEXT, a_document
from tests.ops.people import BECAUSE, GLOBEX
from tests.support.outages import Trouble, nothing_spoilt, spoiling
from tests.support.trouble import answering, refusal

ES256 = '\n[keys]\nalgorithm = "ES256"\n'
WANTS_ES256 = TEXT.replace("[[clients]]", '[[clients]]\nid_token_signed_response_alg = "ES256"')


def test_a_list_says_what_each_key_is_for_and_until_when(office):
    (key,) = office.ask("list", "acme")["keys"]
    ring_key = office.ring().current()
    assert (key["kid"], key["kms_key"]) == (ring_key.kid, ring_key.kms_key_id)
    assert (key["algorithm"], key["stage"], key["kms_state"]) == ("RS256", "current", "Enabled")
    assert key["since"] < key["until"]
    assert ring_key.kid in office.say("list", "acme")[1]


def test_a_rotation_goes_on_by_the_same_command_until_the_old_key_is_disabled(office):
    (first,) = office.ring().keys
    assert "signs from" in office.say("rotate", "acme", *BECAUSE)[1]
    assert office.stages() == ["current", "next"]
    assert office.say("rotate", "acme", *BECAUSE)[0] == 0
    assert office.stages() == ["current", "next"]
    office.grow_older(LEAD)
    assert f"{first.kid} is retired now" in office.say("rotate", "acme", *BECAUSE)[1]
    assert office.ring().current().kid != first.kid
    assert office.state(first) == "Enabled"
    office.grow_older(KEPT)
    office.say("rotate", "acme", *BECAUSE)
    assert office.state(first) == "Disabled"
    assert office.ring().find(first.kid).stage is KeyStage.FORMER
    assert office.stages(GLOBEX) == ["current"]


def test_a_compromised_key_goes_at_once_and_only_when_the_operator_is_sure(office):
    (first,) = office.ring().keys
    status, told = office.say("rotate", "acme", "--now", *BECAUSE)
    assert status == 2
    assert first.kid in told
    assert "API Gateway" in told
    assert office.stages() == ["current"]
    assert office.say("rotate", "acme", "--now", "--yes", *BECAUSE)[0] == 0
    assert office.stages() == ["current", "withdrawn"]
    assert not office.ring().publishes(first.kid)
    assert office.state(first) == "Disabled"
    assert office.stages(GLOBEX) == ["current"]


def test_one_key_is_withdrawn_by_the_beginning_of_its_id_and_no_other_tenants(office):
    office.say("rotate", "acme", *BECAUSE)
    waiting = office.ring().find_at(KeyStage.NEXT, "RS256")
    stranger = office.ring(GLOBEX).current().kid
    withdraw = ("rotate", "acme", "--now", "--yes", *BECAUSE)
    assert office.say(*withdraw, f"--key={stranger}")[0] == 1
    assert office.say(*withdraw, f"--key={waiting.kid[:8]}")[0] == 0
    assert office.ring().find(waiting.kid) is None
    assert office.stages(GLOBEX) == ["current"]


def test_a_key_that_kms_will_not_sign_with_is_a_problem_that_says_what_to_do(office):
    key = office.ring().current()
    office.destination.kms().disable_key(KeyId=key.kms_key_id)
    status, told = office.say("list", "acme")
    assert status == 1
    assert "is Disabled: enable it" in told
    cli.main(["doctor", "--json"])
    findings = json.loads(office.capsys.readouterr().out)["findings"]
    (wrong,) = [each for each in findings if each["what"] == "signing keys"]
    assert not wrong["ok"]
    assert wrong["told"].startswith("acme: ")
    assert "globex" not in wrong["told"]


def test_nobody_is_told_of_keys_of_a_tenant_that_there_is_not(office):
    assert office.say("list", "nobody") == (1, "there is no tenant 'nobody'\n")


def spoilt(office, nth, trouble, *words):
    """Spoil one call of the command, and do it again."""
    clients = (office.destination.dynamodb(), office.destination.kms())
    with spoiling(nth, trouble, *clients) as spoiler:
        status, told = office.say(*words)
        with nothing_spoilt(spoiler):
            if status:
                status, told = office.say(*words)
    assert status == 0, told
    return spoiler.struck is not None


def calls_of(office, *words):
    clients = (office.destination.dynamodb(), office.destination.kms())
    with spoiling(0, Trouble.UNREACHABLE, *clients) as spoiler:
        assert office.say(*words)[0] == 0
    return spoiler.calls


WORDS = {
    "begin": ("rotate", "acme", *BECAUSE),
    "promote": ("rotate", "acme", *BECAUSE),
    "withdraw": ("rotate", "acme", "--now", "--yes", *BECAUSE),
}
LEADS_TO = {
    "begin": ["current", "next"],
    "promote": ["current", "retired"],
    "withdraw": ["current", "withdrawn"],
}


def prepare(office, phase):
    if phase == "promote":
        office.say(*WORDS["begin"])
        office.grow_older(LEAD)


@pytest.mark.parametrize("trouble", [Trouble.UNREACHABLE, Trouble.LOST])
@pytest.mark.parametrize("phase", ["begin", "promote", "withdraw"])
def test_whatever_breaks_off_is_completed_by_the_same_command(office, phase, trouble, monkeypatch):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    prepare(office, phase)
    before = office.items()
    calls = calls_of(office, *WORDS[phase])
    assert office.stages() == LEADS_TO[phase]
    for nth in range(1, calls + 1):
        restore(office, before)
        assert spoilt(office, nth, trouble, *WORDS[phase])
        stages = office.stages()
        if phase == "withdraw":  # one that was done and not heard of withdraws what signs now
            stages = sorted(set(stages))
        if phase == "promote":  # likewise: the second begins another rotation
            stages = [stage for stage in stages if stage != "next"]
        assert stages == LEADS_TO[phase], (nth, stages)


@pytest.mark.parametrize(
    ("service", "operation", "nth"),
    [
        ("kms", "CreateKey", 0),
        ("kms", "CreateKey", 1),  # of the second algorithm: the first has been withdrawn by then
        ("kms", "DisableKey", 0),
        ("kms", "DisableKey", 1),
        *(("dynamodb", "TransactWriteItems", nth) for nth in range(10)),
    ],
)
def test_an_emergency_that_broke_off_goes_on_and_spares_what_took_over(
    office, service, operation, nth
):
    office.apply(ES256)
    office.grow_older(LEAD)
    office.say("rotate", "acme", *BECAUSE)
    suspected = {key.kid for key in office.ring().keys}
    aws = {"kms": office.destination.kms(), "dynamodb": office.destination.dynamodb()}[service]
    throttled = refusal("ThrottlingException")
    with answering(aws, operation, *[None] * nth, throttled):
        assert office.say(*WORDS["withdraw"])[0] == 2
    assert office.say(*WORDS["withdraw"])[0] == 0
    ring = office.ring()
    withdrawn = {key.kid for key in ring.keys if key.stage is KeyStage.WITHDRAWN}
    assert (withdrawn, ring.algorithms) == (suspected, ("RS256", "ES256"))
    assert {office.state(key) for key in ring.keys if key.kid in withdrawn} == {"Disabled"}
    assert office.say(*WORDS["withdraw"])[0] == 0
    assert len(office.ring().keys) == 6, "the next emergency is another one"


def restore(office, items):
    office.restore(items)
    table = office.destination.table
    kms, newest = office.destination.kms(), office.ring().keys[-1]
    for key in office.ring().keys:
        kms.enable_key(KeyId=key.kms_key_id)
        newest = key if key.stage is KeyStage.NEXT else newest
    kms.update_alias(AliasName=f"alias/{table}/acme/RS256", TargetKeyId=newest.kms_key_id)


def test_a_second_algorithm_is_added_and_clients_ask_for_it_when_its_key_signs(office):
    destination = office.destination
    with pytest.raises(KeyNotReady, match="no key signs with ES256 yet"):
        publish(a_document(WANTS_ES256 + ES256), destination, SECRETS)
    assert office.stages() == ["current"]
    publish(a_document(TEXT + ES256), destination, SECRETS)
    assert office.ring().algorithms == ("RS256",)
    office.grow_older(LEAD)
    publish(a_document(TEXT + ES256), destination, SECRETS)
    assert office.ring().algorithms == ("RS256", "ES256")
    publish(a_document(WANTS_ES256 + ES256), destination, SECRETS)


def test_applying_while_keys_rotate_never_takes_them_back(office):
    office.say("rotate", "acme", *BECAUSE)
    office.grow_older(LEAD)
    office.say("rotate", "acme", *BECAUSE)
    ring = office.ring()
    publish(a_document(), office.destination, SECRETS)
    assert {key.kid: key.stage for key in office.ring().keys} == {
        key.kid: key.stage for key in ring.keys
    }
    assert ring.current().since <= SystemClock().now()


def test_whoever_was_overtaken_retires_no_key_that_the_other_publication_needs(office):
    destination, dynamodb = office.destination, office.destination.dynamodb()
    publish(a_document(TEXT + ES256), destination, SECRETS)
    office.grow_older(LEAD)
    office.say("rotate", "acme", *BECAUSE)
    publish(a_document(WANTS_ES256 + ES256), destination, SECRETS)
    others = [WANTS_ES256 + ES256 + "# later"]

    def overtake(**_):
        while others:
            publish(a_document(others.pop()), destination, SECRETS)

    finishing = "after-call.dynamodb.UpdateItem"
    dynamodb.meta.events.register(finishing, overtake)
    try:
        with pytest.raises(PublishedMeanwhile):
            publish(a_document(TEXT), destination, SECRETS)
    finally:
        dynamodb.meta.events.unregister(finishing, overtake)
    assert office.ring().algorithms == ("RS256", "ES256")
    assert office.stages(GLOBEX) == ["current"]
