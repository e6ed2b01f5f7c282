"""What an earlier release published is read by this one, as if it had said nothing new."""

from copy import deepcopy

from chalicelib.adapters.dynamodb.codec import codec_of
from chalicelib.adapters.dynamodb.tenants import Configuration
from chalicelib.identity.roles import RoleBook, RoleRule
from tests.builders import a_connection, a_tenant

OF_THE_TENANT = ("admission", "linking", "branding")


def test_a_tenant_of_before_takes_anyone_in_joins_nobody_and_looks_like_us():
    rule = RoleRule(role="admin", claim="hosted_domain", value="acme.test")
    now = Configuration(
        tenant=a_tenant(), connections=(a_connection(),), roles=RoleBook(rules=(rule,))
    )
    earlier = deepcopy(codec_of(Configuration).encode(now))
    for name in OF_THE_TENANT:
        del earlier["tenant"]["M"][name]
    del earlier["connections"]["L"][0]["M"]["rule_claims"]
    assert codec_of(Configuration).decode(earlier) == now
