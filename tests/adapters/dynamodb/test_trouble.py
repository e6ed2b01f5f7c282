"""A busy DynamoDB is waited for, briefly; one that stays silent is told apart from a refusal."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.adapters.dynamodb.attempts import DynamoAttempts
from chalicelib.adapters.dynamodb.codes import DynamoCodes
from chalicelib.identity.link import Settlement
from chalicelib.identity.session import SessionCookie
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tokens.code import CodeRefused, CodeVerdict
from chalicelib.tokens.ports import IdentityTaken
from chalicelib.upstream.attempt import AttemptFault, AttemptRefused
from tests.builders import (
    ACME,
    ADA,
    HANDLE,
    SECRET,
    a_code,
    a_presentation,
    a_session,
    a_user,
    an_attempt,
    an_identity,
)
from tests.fakes.clock import NOON
from tests.fakes.entropy import CountingEntropy
from tests.support.dynamo import dynamo_store, make_table
from tests.support.trouble import answering, cancelled, refusal, timeout
from tests.support.visiting import OpenTable

COOKIE = SessionCookie(SECRET, ADA)
CONFLICT = cancelled("None", "TransactionConflict", "None", "None", "None")
WELCOME = Settlement(user=a_user(), identity=an_identity(), is_new=True, is_changed=True)


@pytest.mark.parametrize(
    "trouble",
    [
        refusal("ThrottlingException"),
        refusal("ProvisionedThroughputExceededException"),
        refusal("InternalServerError", 500),
        refusal("SomethingNew", 503),
        timeout(),
        EndpointConnectionError(endpoint_url="https://dynamodb.us-east-1.amazonaws.com"),
    ],
)
@pytest.mark.parametrize("operation", ["GetItem", "UpdateItem", "Query"])
def test_what_may_pass_is_storage_unavailable_and_changes_nothing(
    dynamodb, store, operation, trouble
):
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    calls: dict[str, Any] = {
        "GetItem": lambda: store.attempts.find(ACME, HANDLE.state),
        "UpdateItem": lambda: store.attempts.consume(ACME, HANDLE, NOON),
        "Query": lambda: store.tenants.find("acme"),
    }
    with answering(dynamodb, operation, trouble), pytest.raises(StorageUnavailable):
        calls[operation]()
    assert store.attempts.consume(ACME, HANDLE, NOON) == an_attempt()


def test_an_outage_is_not_remembered_as_an_answer(dynamodb, store):
    with answering(dynamodb, "Query", timeout()), pytest.raises(StorageUnavailable):
        store.tenants.find("acme")
    assert store.tenants.find("acme") is None


def test_a_mistake_of_ours_is_no_outage(dynamodb, store):
    with (
        answering(dynamodb, "GetItem", refusal("ValidationException")),
        pytest.raises(ClientError),
    ):
        store.attempts.find(ACME, HANDLE.state)


def test_keys_that_were_not_read_are_asked_for_again(dynamodb):
    table_name = make_table(dynamodb)
    store = dynamo_store(dynamodb, table_name)
    store.sign_ins.open(ACME, WELCOME, a_session(), None)
    unread = {
        table_name: {
            "Keys": [
                {"pk": {"S": f"T#acme#SESSION#{COOKIE.key}"}, "sk": {"S": "SESSION"}},
                {"pk": {"S": f"T#acme#USER#{ADA}"}, "sk": {"S": "USER"}},
            ],
            "ConsistentRead": True,
        }
    }
    nothing = {"Responses": {}, "UnprocessedKeys": unread}
    with answering(dynamodb, "BatchGetItem", nothing, nothing):
        assert store.sessions.find(ACME, COOKIE)
    with answering(dynamodb, "BatchGetItem", *[nothing] * 9), pytest.raises(StorageUnavailable):
        store.sessions.find(ACME, COOKIE)


def test_a_transaction_that_met_another_is_tried_again(dynamodb, store):
    with answering(dynamodb, "TransactWriteItems", CONFLICT, CONFLICT):
        store.sign_ins.open(ACME, WELCOME, a_session(), a_code())
    assert store.sessions.find(ACME, COOKIE)


def test_a_transaction_that_meets_others_all_the_time_is_an_outage(dynamodb, store):
    with (
        answering(dynamodb, "TransactWriteItems", *[CONFLICT] * 9),
        pytest.raises(StorageUnavailable),
    ):
        store.sign_ins.open(ACME, WELCOME, a_session(), a_code())
    assert store.sessions.find(ACME, COOKIE) is None


def test_a_condition_that_failed_beside_a_conflict_is_not_tried_again(dynamodb, store):
    both = cancelled("ConditionalCheckFailed", "TransactionConflict")
    with answering(dynamodb, "TransactWriteItems", both), pytest.raises(IdentityTaken):
        store.sign_ins.open(ACME, WELCOME, a_session(), a_code())


def test_a_write_that_met_a_transaction_is_tried_again(dynamodb, store):
    store.sign_ins.open(ACME, WELCOME, a_session(), a_code())
    with answering(dynamodb, "UpdateItem", refusal("TransactionConflictException")):
        assert store.codes.redeem(ACME, a_presentation(), NOON).redeemed_at == NOON


class SendsTwice:
    """A client whose first answer gets lost on the way, so that it sends the same once more."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def update_item(self, **arguments: Any) -> Any:
        self._client.update_item(**arguments)
        return self._client.update_item(**arguments)


def test_a_code_whose_answer_was_lost_is_redeemed_and_not_reused(dynamodb):
    table_name = make_table(dynamodb)
    store = dynamo_store(dynamodb, table_name)
    store.sign_ins.open(ACME, WELCOME, a_session(), a_code())
    unlucky = DynamoCodes(
        OpenTable(table_name, lambda: SendsTwice(dynamodb)), CountingEntropy("another process")
    )
    assert unlucky.redeem(ACME, a_presentation(), NOON).redeemed_at == NOON
    with pytest.raises(CodeRefused) as refused:
        store.codes.redeem(ACME, a_presentation(), NOON)
    assert refused.value.verdict is CodeVerdict.REUSED


def test_an_attempt_whose_answer_was_lost_is_consumed_and_not_gone(dynamodb):
    table_name = make_table(dynamodb)
    store = dynamo_store(dynamodb, table_name)
    store.attempts.put(ACME, HANDLE.state, an_attempt())
    unlucky = DynamoAttempts(
        OpenTable(table_name, lambda: SendsTwice(dynamodb)), CountingEntropy("another process")
    )
    assert unlucky.consume(ACME, HANDLE, NOON) == an_attempt()
    with pytest.raises(AttemptRefused) as refused:
        store.attempts.consume(ACME, HANDLE, NOON)
    assert refused.value.fault is AttemptFault.GONE
    assert store.attempts.find(ACME, HANDLE.state) is None
