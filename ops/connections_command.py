"""`vestibule connections test TENANT CONNECTION`: try a connection before people do."""

import argparse
from collections.abc import Callable
from dataclasses import asdict

from chalicelib.adapters.dynamodb.tenants import DynamoConnections, DynamoTenants, Houses
from chalicelib.adapters.fetch import GuardedFetch
from chalicelib.adapters.kms.secrets import KmsSecrets
from chalicelib.adapters.system import SystemClock
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.premises import in_house_of
from chalicelib.upstream.facebook import GRAPH
from chalicelib.upstream.model import Connection
from ops.connection_check import ConnectionCheck
from ops.named_tenant import get_tenant
from ops.report import Refused, Report
from ops.surroundings import Surroundings

Options = argparse.Namespace
Add = Callable[[str, Callable[[Options], Report], str], argparse.ArgumentParser]


def add_connections(add: Add, find: Callable[[Options], Surroundings]) -> None:
    """Add the command; `find` says which broker is meant."""

    def run(options: Options) -> Report:
        surroundings = find(options)
        with in_house_of(TenantId(options.tenant)):
            return examine(surroundings, options.tenant, options.connection)

    test = add("test", run, "ask a provider whether it would work with a tenant's connection")
    test.add_argument("tenant", metavar="TENANT", help="the tenant's id")
    test.add_argument("connection", metavar="CONNECTION", help="the connection's id")


def examine(surroundings: Surroundings, slug: str, name: str) -> Report:
    """Try everything that needs no person. Raises Refused for what does not exist."""
    check = _check(surroundings, slug, name)
    findings = tuple(check.findings())
    about = check.connection
    return Report(
        ok=all(finding.ok for finding in findings),
        lines=(
            f"{slug}: {about.id} ({about.kind.value}), client {about.client_id}",
            *map(str, findings),
            f"register with the provider, if that is not done: {check.callback}",
        ),
        described={
            "tenant": slug,
            "connection": about.id,
            "kind": about.kind.value,
            "redirect_uri": check.callback,
            "findings": [asdict(finding) for finding in findings],
        },
    )


def _check(surroundings: Surroundings, slug: str, name: str) -> ConnectionCheck:
    destination, clock = surroundings.destination, SystemClock()
    houses = Houses(destination.open_table(), clock)
    tenant = get_tenant(DynamoTenants(houses), slug)
    connections = DynamoConnections(houses).all(tenant.id)
    found = next((one for one in connections if one.id == name), None)
    if found is None:
        known = ", ".join(one.id for one in connections) or "none"
        raise Refused(f"{name!r} is not a connection of {slug}; it has {known}")
    fetch = GuardedFetch(_overrides(surroundings.upstreams.get((slug, name)), found))
    return ConnectionCheck(
        tenant=tenant,
        connection=found,
        secrets=KmsSecrets(destination.kms),
        fetch=fetch,
        locate=fetch.overridden,
        clock=clock,
    )


def _overrides(pretend: str | None, connection: Connection) -> dict[str, str]:
    """On the local stack a pretend provider stands for the real one, and for Facebook's Graph."""
    return dict.fromkeys((connection.issuer, GRAPH), pretend) if pretend else {}
