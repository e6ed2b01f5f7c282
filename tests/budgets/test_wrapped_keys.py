"""With a wrapped key a token costs no call to KMS: only its process's first one does."""

from collections.abc import Iterator

import pytest

from chalicelib.tenancy.model import KeyTier
from tests.budgets.budgets import BUDGETS, warm_up
from tests.journeys.signing import signed_with
from tests.journeys.village import Village
from tests.support.calls import counting

#: The same requests as for other tenants, without their signatures.
SIGNING = sorted(name for name, (_, calls, _) in BUDGETS.items() if "Sign" in calls)


@pytest.fixture(scope="module")
def wrapped(village: Village) -> Iterator[Village]:
    with signed_with(village, "acme", tier=KeyTier.WRAPPED, algorithm="ES256"):
        yield village


@pytest.mark.parametrize("name", SIGNING)
def test_whatever_signs_asks_kms_for_nothing_any_more(wrapped: Village, name: str) -> None:
    prepare, calls, _ = BUDGETS[name]
    prepare(wrapped)()
    request = prepare(wrapped)
    wrapped.stock_up()
    warm_up(wrapped)
    with counting(wrapped.dynamodb, wrapped.kms) as counter:
        assert request().status_code == 200
    assert dict(counter.by_name) == {call: n for call, n in calls.items() if call != "Sign"}


def test_a_code_is_two_calls_and_a_programs_token_none(wrapped: Village) -> None:
    """What the above amounts to."""
    spent = {name: sum(BUDGETS[name][1].values()) - BUDGETS[name][1]["Sign"] for name in SIGNING}
    assert spent["token: a code"] == 2
    assert spent["token: client_credentials"] == 0


def test_the_first_token_of_a_process_unwraps_its_key(wrapped: Village) -> None:
    request = BUDGETS["token: client_credentials"][0](wrapped)
    request()
    wrapped.ports.signer._unwrapped._open.clear()
    with counting(wrapped.dynamodb, wrapped.kms) as counter:
        request()
    assert dict(counter.by_name) == {"Decrypt": 1}
