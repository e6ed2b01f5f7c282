"""`python -m bench.isolation`: what it costs to keep tenants apart, by our own fence and by IAM.

Our fence is measured as it runs. Credentials for each tenant are not what runs: what is measured
is what a process would have to do for them on this machine. What needs AWS itself is arithmetic,
and says so.
"""

import gc
import platform
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from functools import partial
from statistics import median
from time import process_time
from typing import Any, Final

import boto3
from botocore.awsrequest import AWSResponse
from botocore.credentials import ReadOnlyCredentials
from moto import mock_aws
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber

from bench.table import table
from chalicelib.adapters.aws import client_config
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.boundary import require_within
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import in_house_of

ACME: Final = TenantId("acme")
TIMES: Final = 30
KEYS: Final = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "s" * 40}
#: What STS allows an account in a Region, all its callers together; AWS raises it for nobody.
STS_A_SECOND: Final = 600
#: Credentials of a role taken on by another role, as Lambda's is, end after at most an hour.
LIFETIMES: Final = (900, 3600)
PROCESSES: Final = (10, 100, 1000)
TENANTS: Final = (10, 100, 1000, 10_000)
#: Of a session token, as STS makes them for a role with a tag; it varies.
TOKEN: Final = "t" * 1000


def main() -> None:
    """Measure and print."""
    print(f"Python {platform.python_version()}, {platform.machine()}; CPU, medians of {TIMES}")
    print("\nOur own fence, for each call to DynamoDB\n")
    print(table(("what is judged", "microseconds"), [*_fence()]))
    print("\nCredentials for each tenant: what a process would do\n")
    print(table(("step", "ms of CPU", "KiB kept"), [*_credentials()]))
    print(f"\nArithmetic: calls to STS a second, of {STS_A_SECOND} that an account has\n")
    heads = ("tenants in use in each process", *(f"{each:,} processes" for each in PROCESSES))
    print(table(heads, [*_calls_to_sts()]))


def _fence() -> Iterator[tuple[str, str]]:
    item = {**keys.session(ACME, "k"), "v": {"S": "v"}}
    put = {"Put": {"TableName": "t", "Item": item}}
    judged: Mapping[str, tuple[str, dict[str, Any]]] = {
        "one item": ("get_item", {"Key": keys.session(ACME, "k")}),
        "three items in one call": (
            "batch_get_item",
            {"RequestItems": {"t": {"Keys": [keys.session(ACME, each) for each in "abc"]}}},
        ),
        "a transaction of six": ("transact_write_items", {"TransactItems": [put] * 6}),
    }
    with in_house_of(ACME):
        for name, request in judged.items():
            yield name, f"{_each(partial(require_within, *request)) * 1e6:.2f}"

    def enter() -> None:
        with in_house_of(ACME):
            pass

    yield "to enter a house, once for each request", f"{_each(enter) * 1e6:.2f}"


def _credentials() -> Iterator[tuple[str, str, str]]:
    with mock_aws():
        session = boto3.Session(region_name="us-east-1", **KEYS)
        sts = session.client("sts", config=client_config())
        role: dict[str, Any] = {
            "RoleArn": "arn:aws:iam::123456789012:role/vestibule-tenant",
            "RoleSessionName": "acme",
            "Tags": [{"Key": "tenant", "Value": "acme"}],
        }
        _answer_at_once(sts, lambda: sts.assume_role(**role))
        yield _row("AssumeRole, its network left out", lambda: sts.assume_role(**role), at_once=5)
        make = _maker(session)
        yield _row("a client of its own for a tenant", make, at_once=1, kept=make)
        get = _getter(session)
        yield _row("get_item, credentials of the process", get, at_once=20)
        swapped = _swapped(get)
        yield _row("get_item, credentials of the tenant", swapped, at_once=20, kept=_session_of)


def _answer_at_once(client: Any, ask: Callable[[], Any]) -> None:
    """From now on every call gets, without anybody's work, what the pretend AWS answers now."""
    said: list[Any] = []

    def answer(event_name: str, request: Any, **_: Any) -> Any:
        if not said:
            said.append(botocore_stubber(event_name, request))
        first = said[0]
        raw = MockRawResponse(first.content)
        return AWSResponse(request.url, first.status_code, first.headers, raw)

    client.meta.events.unregister("before-send", botocore_stubber)
    client.meta.events.register("before-send", answer)
    ask()


def _maker(session: boto3.Session) -> Callable[[], Any]:
    return lambda: session.client("dynamodb", config=client_config())


class _OfWhoeverAsks:
    """What botocore asks of credentials: here they depend on whose request it is."""

    method = "bench"
    account_id = None
    of: ContextVar[ReadOnlyCredentials] = ContextVar("of")

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Those that sign this call."""
        return self.of.get()


def _session_of() -> ReadOnlyCredentials:
    return ReadOnlyCredentials("A" * 20, "s" * 40, TOKEN + str(id(object())))


def _getter(session: boto3.Session) -> Callable[[], Any]:
    """One call, signed and answered without the network."""
    client = session.client("dynamodb", config=client_config())
    client.create_table(
        TableName="t",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
    )

    def get() -> Any:
        return client.get_item(TableName="t", Key={"pk": {"S": "T#acme"}})

    _OfWhoeverAsks.of.set(_session_of())
    client._request_signer._credentials = _OfWhoeverAsks()  # noqa: SLF001 - botocore has no other way
    _answer_at_once(client, get)
    return get


def _swapped(act: Callable[[], Any]) -> Callable[[], Any]:
    """The same, after the credentials of one of a thousand tenants were found."""
    held = {f"t-{at}": _session_of() for at in range(1000)}

    def swapped() -> Any:
        token = _OfWhoeverAsks.of.set(held["t-500"])
        try:
            return act()
        finally:
            _OfWhoeverAsks.of.reset(token)

    return swapped


def _row(
    name: str, act: Callable[[], Any], at_once: int, kept: Callable[[], Any] | None = None
) -> tuple[str, str, str]:
    weight = f"{_weight(kept) / 1024:,.1f}" if kept else "-"
    return name, f"{_each(act, at_once) * 1000:.3f}", weight


def _weight(make: Callable[[], Any], many: int = 20) -> float:
    """Bytes that one more of it keeps, once the first has loaded what all share."""
    make()
    gc.collect()
    tracemalloc.start()
    kept = [make() for _ in range(many)]
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / len(kept)


def _calls_to_sts() -> Iterator[tuple[str, ...]]:
    for lifetime in LIFETIMES:
        for tenants in TENANTS:
            rates = (tenants * processes / lifetime for processes in PROCESSES)
            told = f"{tenants:,}, renewed every {lifetime // 60} minutes"
            yield told, *(_rate(rate) for rate in rates)


def _rate(rate: float) -> str:
    return f"{rate:,.1f}" + (" too many" if rate > STS_A_SECOND else "")


def _each(act: Callable[[], Any], at_once: int = 2000) -> float:
    """Seconds of CPU for one."""
    found = []
    act()
    for _ in range(TIMES):
        began = process_time()
        for _ in range(at_once):
            act()
        found.append((process_time() - began) / at_once)
    return median(found)


if __name__ == "__main__":
    main()
