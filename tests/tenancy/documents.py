"""A tenant document as a table, sound unless a test spoils it."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest

from chalicelib.flows.tenant_document import TenantDocument, read_tenant_document
from chalicelib.tenancy.section import InvalidDocument

SOUND: Mapping[str, Any] = {
    "id": "acme",
    "name": "Acme",
    "connections": [
        {
            "id": "google",
            "kind": "google",
            "client_id": "acme-at-google",
            "client_secret": "env:GOOGLE_SECRET",
        }
    ],
    "apis": [{"audience": "https://api.acme.test", "scopes": {"orders:read": "See your orders"}}],
    "roles": [{"id": "admin", "entitlements": ["orders:all"]}],
    "role_rules": [{"role": "admin", "claim": "hosted_domain", "value": "acme.test"}],
    "clients": [
        {
            "id": "acme-web",
            "name": "Acme Shop",
            "client_secret": "env:WEB_SECRET",
            "redirect_uris": ["https://shop.acme.test/callback"],
            "scopes": ["openid", "orders:read"],
            "apis": ["https://api.acme.test"],
        }
    ],
}


def a_table(**changes: Any) -> dict[str, Any]:
    """A sound document with other values at its top."""
    return {**deepcopy(dict(SOUND)), **changes}


def a_client(**changes: Any) -> dict[str, Any]:
    """The sound document's client with other values."""
    return {**deepcopy(SOUND["clients"][0]), **changes}


def read(table: Mapping[str, Any]) -> TenantDocument:
    """Read a document with secrets that show where they came from."""
    return read_tenant_document(
        table,
        "https://auth.example.com",
        lambda connection, reference: f"{connection} {reference}".encode(),
        lambda reference: (f"hash of {reference}",),
    )


def faults_of(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Path and message of every fault, in their order."""
    with pytest.raises(InvalidDocument) as invalid:
        read(table)
    return [(fault.path, fault.message) for fault in invalid.value.faults]
