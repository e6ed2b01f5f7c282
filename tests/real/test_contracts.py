"""The ports' promises, asked of a DynamoDB and a KMS that are strict about limits and locks."""

import pytest

from tests.contracts import (
    test_client_registry,
    test_codes,
    test_keys_and_secrets,
    test_pending_sign_ins,
    test_refresh_families,
    test_session_ends,
    test_sign_ins,
    test_tenant_ports,
)

pytestmark = pytest.mark.real

for _contract in (
    test_client_registry,
    test_codes,
    test_keys_and_secrets,
    test_pending_sign_ins,
    test_refresh_families,
    test_session_ends,
    test_sign_ins,
    test_tenant_ports,
):
    _promises = {name: each for name, each in vars(_contract).items() if name.startswith("test_")}
    assert not _promises.keys() & globals().keys(), "two contracts have a promise of one name"
    globals().update(_promises)
