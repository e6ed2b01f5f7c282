"""A broker with two tenants at which the same Ada signed in, and the command line over it."""

import json
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.adapters.dynamodb.families import DynamoFamilies
from chalicelib.adapters.dynamodb.sessions import DynamoSessions
from chalicelib.adapters.dynamodb.sign_ins import DynamoSignIns
from chalicelib.adapters.system import SystemClock, SystemEntropy
from chalicelib.identity.link import Settlement
from chalicelib.identity.model import Device
from chalicelib.identity.session import session_key
from chalicelib.tenancy.model import TenantId
from chalicelib.tenancy.status import StatusIndex
from ops import cli
from ops.publish import Destination, publish
from tests.builders import ADA, a_code, a_family, a_session, a_user, an_identity
from tests.ops.a_document import SECRETS, TEXT, a_document
from tests.support.visiting import OpenTable

ROLES = """
[[roles]]
id = "member"
default = true
entitlements = ["orders:read"]

[[roles]]
id = "admin"
entitlements = ["orders:write"]

[[roles]]
id = "staff"

[[role_rules]]
role = "staff"
claim = "email_domain"
value = "acme.test"
"""
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1"
NOW = SystemClock().now()
DEVICES = (
    Device(user_agent=CHROME, address="203.0.113.7", country="NL"),
    Device(user_agent=SAFARI, address="198.51.100.9", country="DE"),
)
BECAUSE = ("--reason", "a ticket", "--as", "grace")
ACME, GLOBEX = TenantId("acme"), TenantId("globex")


@dataclass(frozen=True)
class Office:
    """The operator's desk."""

    destination: Destination
    capsys: Any

    def say(self, *words: str) -> tuple[int, str]:
        """Run the command; its exit status and what it printed."""
        status = cli.main(["users", *words])
        told = self.capsys.readouterr()
        return status, told.out + told.err

    def ask(self, *words: str) -> dict[str, Any]:
        """Run the command for a program; it must go well."""
        status, told = self.say(*words, "--json")
        assert (status, json.loads(told)["ok"]) == (0, True), told
        return json.loads(told)

    def items(self) -> list[dict[str, Any]]:
        found = self.destination.dynamodb().scan(TableName=self.destination.table)
        return found["Items"]

    def of_tenant(self, tenant: str) -> list[str]:
        return sorted(
            repr(item)
            for item in self.items()
            if item["pk"]["S"] == f"T#{tenant}" or item["pk"]["S"].startswith(f"T#{tenant}#")
        )

    def trail(self, tenant: str = "acme") -> list[dict[str, str]]:
        """The audit trail, its texts only."""
        lines = [item for item in self.items() if item["pk"]["S"].startswith(f"T#{tenant}#AUDIT#")]
        records = [line["record"]["M"] for line in lines]
        return [{name: value.get("S", "") for name, value in each.items()} for each in records]

    def statuses(self, tenant: str = "acme") -> set[str]:
        places = [item for item in self.items() if item["sk"]["S"].startswith("IDX#")]
        return {
            item["status"]["N"] for item in places if item["pk"]["S"].startswith(f"T#{tenant}#")
        }

    def families(self) -> DynamoFamilies:
        return DynamoFamilies(
            OpenTable.at(self.destination),
            SystemClock(),
            SystemEntropy(),
        )

    def sessions(self) -> DynamoSessions:
        return DynamoSessions(OpenTable.at(self.destination))


def publish_tenants(destination: Destination) -> None:
    for tenant in (ACME, GLOBEX):
        document = a_document(TEXT.replace('"acme"', f'"{tenant}"') + ROLES)
        publish(document, destination, SECRETS)


def sign_in(
    destination: Destination,
    tenant: TenantId = ACME,
    user_id: str = ADA,
    subject: str = "1157",
    **user: Any,
) -> None:
    """Somebody signs in with two devices, one of which holds an offline grant."""
    usual = {"roles_mapped": ("member", "staff"), "created_at": NOW, "updated_at": NOW}
    person = a_user(id=user_id, **{**usual, **user})
    key = replace(an_identity().key, subject=subject)
    known = an_identity(key=key, user_id=user_id, email=person.email, created_at=NOW)
    for number, device in enumerate(DEVICES):
        is_new = number == 0
        settlement = Settlement(user=person, identity=known, is_new=is_new, is_changed=is_new)
        _open(destination, tenant, settlement, number, device)


def _open(
    destination: Destination, tenant: TenantId, settlement: Settlement, number: int, device: Device
) -> None:
    table, user_id = OpenTable.at(destination), settlement.user.id
    secret = f"{user_id} {number}"
    times = {"authenticated_at": NOW, "expires_at": NOW + 86400, "idle_expires_at": NOW + 3600}
    session = a_session(secret, user_id=user_id, device=device, last_used_at=NOW, **times)
    code = a_code(
        secret,
        user_id=user_id,
        session_key=session.key,
        device=device,
        id_token_claims={"email": settlement.user.email},
    )
    DynamoSignIns(table).open(tenant, settlement, session, code)
    scopes = ("openid", "offline_access") if number else ("openid",)
    family = a_family(
        key=session_key(f"family {secret}"),
        user_id=user_id,
        session_key=session.key,
        status=StatusIndex(0, 7 + number),
        device=device,
        scopes=scopes,
        created_at=NOW,
        last_used_at=NOW,
        **times,
    )
    DynamoFamilies(table, SystemClock(), SystemEntropy()).open(tenant, family)
