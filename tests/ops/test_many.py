"""Many documents: what is published already is left alone, and what broke off goes on."""

import io
import json

import pytest

from chalicelib.adapters.dynamodb.clients import DynamoClients
from chalicelib.adapters.dynamodb.keys import publication, signing_key
from chalicelib.adapters.system import SystemClock
from chalicelib.tenancy.model import TenantId
from ops import cli
from ops.documents import read_document
from ops.imprint import imprint_of
from ops.progress import Progress
from tests.ops.a_document import SECRETS, TEXT
from tests.support.calls import counting
from tests.support.trouble import answering, refusal, timeout
from tests.support.visiting import OpenTable, Visiting

NAMES = ("alpha", "beta", "gamma")
ACME = TenantId("acme")


@pytest.fixture
def many(desk):
    for name in NAMES:
        desk.write(TEXT, name)
    return desk


def apply(desk, *words):
    tenants = desk.ask("apply", str(desk.folder), *words)["tenants"]
    return {one["tenant"]: (one["version"], one["unchanged"]) for one in tenants}


def test_what_is_published_already_is_left_alone_and_writes_nothing(many):
    assert apply(many) == dict.fromkeys(NAMES, (1, False))
    many.write(TEXT.replace("Acme Shop", "Shop"), "beta")
    assert apply(many) == {"alpha": (1, True), "beta": (2, False), "gamma": (1, True)}
    dynamodb, kms = many.destination.dynamodb(), many.destination.kms()
    with counting(dynamodb) as counter, counting(kms) as signatures:
        assert apply(many) == {"alpha": (1, True), "beta": (2, True), "gamma": (1, True)}
    assert counter.by_name == {"GetItem": 3, "Query": 3}
    assert signatures.calls == 0


def test_whoever_insists_publishes_again(many):
    apply(many)
    assert apply(many, "--force") == dict.fromkeys(NAMES, (2, False))


@pytest.mark.parametrize("name", SECRETS)
def test_another_secret_is_another_publication(desk, name):
    desk.apply()
    desk.environment[name] = "n" * 43
    assert desk.apply()["unchanged"] is False
    assert desk.apply()["unchanged"] is True


def test_a_signing_key_that_was_taken_away_is_made_anew(desk):
    (kid,) = desk.apply()["keys"]
    dynamodb, table = desk.destination.dynamodb(), desk.destination.table
    dynamodb.delete_item(TableName=table, Key=signing_key(ACME, kid))
    assert desk.apply()["unchanged"] is False


def test_an_unchanged_tenant_tells_of_the_keys_that_it_publishes_and_no_others(desk):
    (kid,) = desk.apply()["keys"]
    dynamodb, table = desk.destination.dynamodb(), desk.destination.table
    item = dynamodb.get_item(TableName=table, Key=signing_key(ACME, kid))["Item"]
    item["record"]["M"] |= {"kid": {"S": "gone"}, "stage": {"S": "former"}}
    dynamodb.put_item(TableName=table, Item=item | signing_key(ACME, "gone"))
    again = desk.apply()
    assert (again["unchanged"], again["keys"]) == (True, [kid])


def test_what_tells_changes_apart_tells_no_secret(desk):
    desk.apply()
    key = publication(ACME)
    kept = desk.destination.dynamodb().get_item(TableName=desk.destination.table, Key=key)["Item"]
    document = read_document("acme.toml", TEXT)
    assert "imprint" in kept["record"]["M"]
    assert not any(secret in repr(kept) for secret in SECRETS.values())
    # Two publications of one secret have nothing in common that could be looked up.
    once, again = (imprint_of(document, "here", SECRETS) for _ in range(2))
    assert once.digest == again.digest
    assert once.fingerprints["google"] != again.fingerprints["google"]


@pytest.mark.parametrize("nth", range(1, 5))
def test_what_broke_off_goes_on_where_it_stopped(many, nth):
    dynamodb = many.destination.dynamodb()
    # Of each tenant the claim is the first of two puts; the other keeps the key of refresh tokens.
    with answering(dynamodb, "PutItem", *[None] * (2 * nth - 1), timeout()):
        status, told, _ = many.say("apply", str(many.folder), "--json")
    if nth > len(NAMES):
        assert status == 0
        return
    settled = NAMES[: nth - 1]
    described = json.loads(told)
    assert (status, described["ok"]) == (2, False)
    assert (
        f"{len(settled)} of 3 are settled; the same command again does the others"
        in (described["error"])
    )
    assert tuple(one["tenant"] for one in described.get("tenants", ())) == settled
    assert apply(many) == {name: (1, name in settled) for name in NAMES}


@pytest.mark.parametrize(
    "operation", ["Encrypt", "GenerateDataKeyWithoutPlaintext", "CreateKey", "DescribeKey"]
)
def test_who_is_held_up_by_kms_is_told_how_far_it_is_and_what_to_do(many, operation):
    with answering(many.destination.kms(), operation, None, refusal("ThrottlingException")):
        status, told, _ = many.say("apply", str(many.folder), "--json")
    described = json.loads(told)
    assert (status, len(described["tenants"])) == (2, 1)
    assert described["error"].startswith("beta: ")
    assert "KMS is asked too often" in described["error"]
    assert "1 of 3 are settled" in described["error"]
    assert set(apply(many)) == set(NAMES)


@pytest.mark.parametrize("keys", ['tier = "wrapped"', 'tier = "shared"', 'algorithm = "ES256"'])
@pytest.mark.parametrize("nth", range(1, 4))
def test_a_change_of_keys_that_broke_off_is_not_called_unchanged(desk, keys, nth):
    desk.apply()
    changed = f"{TEXT}\n[keys]\n{keys}\n"
    before = [None] * nth  # the transaction of the tenant itself is the first
    throttled = refusal("ThrottlingException")
    with answering(desk.destination.dynamodb(), "TransactWriteItems", *before, throttled):
        desk.say("apply", str(desk.write(changed)))
    desk.apply(changed)
    made = {(key["stage"], key["algorithm"], key["tier"]) for key in listed(desk)}
    assert made > {("current", "RS256", "dedicated")}
    assert desk.apply(changed)["unchanged"] is True


def test_an_algorithm_that_should_have_retired_is_not_called_unchanged(desk):
    desk.apply(f'{TEXT}\n[keys]\nalgorithm = "ES256"\n')
    with answering(
        desk.destination.dynamodb(), "TransactWriteItems", None, refusal("ThrottlingException")
    ):
        assert desk.say("apply", str(desk.write(TEXT)))[0] == 2
    desk.apply()
    assert {key["stage"] for key in listed(desk)} == {"current", "retired"}


def listed(desk):
    cli.main(["keys", "list", "acme", "--json"])
    return json.loads(desk.capsys.readouterr().out)["keys"]


def test_an_algorithm_that_is_not_ready_does_not_hide_how_far_it_is(many):
    apply(many)
    client = 'id = "acme-web"\n'
    wanting = TEXT.replace(client, f'{client}id_token_signed_response_alg = "ES256"\n', 1)
    many.write(f'{wanting}\n[keys]\nalgorithm = "ES256"\n', "beta")
    status, told, _ = many.say("apply", str(many.folder), "--json")
    described = json.loads(told)
    assert (status, [one["tenant"] for one in described["tenants"]]) == (2, ["alpha"])
    assert "1 of 3 are settled" in described["error"]


def test_somebody_who_interrupts_is_told_how_far_it_is_and_goes_on_later(many):
    dynamodb = many.destination.dynamodb()
    with answering(dynamodb, "PutItem", None, None, KeyboardInterrupt()):
        status, _, told = many.say("apply", str(many.folder))
    settled = "1 of 3 are settled; the same command again does the others"
    assert (status, told) == (130, f"vestibule: interrupted ({settled})\n")
    assert apply(many) == {"alpha": (1, True), "beta": (1, False), "gamma": (1, False)}


def test_somebody_who_interrupts_another_command_reads_no_traceback(desk):
    desk.apply()
    with answering(desk.destination.dynamodb(), "Query", KeyboardInterrupt()):
        status, _, told = desk.say("history", "acme")
    assert (status, told) == (130, "vestibule: interrupted\n")


def test_who_is_overtaken_is_told_and_the_others_publication_stands(desk):
    desk.apply()
    dynamodb = desk.destination.dynamodb()
    path = desk.write(TEXT.replace("Acme Shop", "Store"))
    others = [TEXT.replace("Acme Shop", "Shop")]

    def overtake(**_):
        if others:
            desk.apply(others.pop())

    dynamodb.meta.events.register("before-call.dynamodb.TransactWriteItems", overtake)
    try:
        status, _, told = desk.say("apply", str(path))
    finally:
        dynamodb.meta.events.unregister("before-call.dynamodb.TransactWriteItems", overtake)
    assert (status, told) == (
        2,
        "vestibule: somebody else published acme at this moment; look, and apply again\n",
    )
    table = OpenTable.at(desk.destination)
    assert Visiting(DynamoClients(table, SystemClock())).find(ACME, "acme-web").name == "Shop"
    assert [one["version"] for one in desk.ask("history", "acme")["versions"]] == [2, 1]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def told_to(stream, steps, seconds_each):
    now = [0.0]
    progress = Progress(steps, stream, lambda: now[0])
    for _ in range(steps):
        now[0] += seconds_each
        progress.step()
    return stream.getvalue().splitlines()


def test_somebody_who_watches_sees_how_far_it_is():
    assert told_to(Terminal(), 120, 0.001) == ["50 of 120", "100 of 120"]
    assert told_to(Terminal(), 4, 0.6) == ["2 of 4"]
    assert told_to(Terminal(), 1, 9) == []


def test_a_file_gets_no_progress():
    assert told_to(io.StringIO(), 120, 9) == []


def test_both_secrets_of_a_client_are_good_while_it_changes(desk):
    desk.environment["NEW_SECRET"] = "n" * 43
    desk.apply(TEXT.replace('"env:WEB_SECRET"', '["env:NEW_SECRET", "env:WEB_SECRET"]'))
    find = Visiting(DynamoClients(OpenTable.at(desk.destination), SystemClock())).find
    client = find(ACME, "acme-web")
    assert [client.has_secret(each) for each in ("n" * 43, "w" * 43, "x" * 43)] == [
        True,
        True,
        False,
    ]
