"""Here nothing is skipped: a part that cannot be had is a failure."""

from collections.abc import Generator, Iterator
from typing import Any

import boto3
import pytest

from tests.contracts.conftest import begun, house  # noqa: F401 - fixtures
from tests.fakes.store import Store
from tests.real.browser.chromium import Chromium, running_chromium
from tests.real.browser.tab import Tab
from tests.real.ministack import install, reset, running_ministack
from tests.real.stack import serving, serving_across_sites
from tests.support.dynamo import dynamo_store
from tests.support.served import Stack
from tests.support.vault import Vault, kms_vault


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, object]:
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and the real parts are not optional"
    return report


@pytest.fixture(scope="session")
def ministack() -> Iterator[str]:
    install()
    with running_ministack() as address:
        yield address


@pytest.fixture(scope="module")
def dynamodb(ministack: str) -> Iterator[Any]:
    yield boto3.client(
        "dynamodb",
        endpoint_url=ministack,
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    reset(ministack)


@pytest.fixture(scope="module")
def vault(ministack: str) -> Vault:
    return kms_vault(
        boto3.client(
            "kms",
            endpoint_url=ministack,
            region_name="us-east-1",
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )
    )


@pytest.fixture
def store(dynamodb: Any) -> Store:
    return dynamo_store(dynamodb)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with serving(tmp_path_factory.mktemp("stack")) as served:
        yield served


@pytest.fixture(scope="session")
def two_sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with serving_across_sites(tmp_path_factory.mktemp("two-sites")) as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def tab(chromium: Chromium) -> Iterator[Tab]:
    with chromium.fresh_tab() as fresh:
        yield fresh
