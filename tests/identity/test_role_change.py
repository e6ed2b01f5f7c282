"""An administrator gives and takes what is theirs to give; what comes by rule is not."""

import pytest

from chalicelib.identity.role_change import RoleChange, RoleRefused, granted_after, sources_of
from chalicelib.identity.roles import RoleRule, RuleClaim
from tests.builders import GOOGLE, a_role_book, a_user

BOOK = a_role_book(
    entitlements={"member": (), "admin": (), "staff": (), "auditor": ()},
    rules=(
        RoleRule(role="staff", claim=RuleClaim.EMAIL_DOMAIN, value="acme.test"),
        RoleRule(role="staff", claim=RuleClaim.GROUP, value="Staff", connection=GOOGLE),
    ),
)
ADA = a_user(roles_mapped=("member", "staff"), roles_granted=("auditor",))


def refusal(**change) -> str:
    with pytest.raises(RoleRefused) as refused:
        granted_after(ADA, BOOK, RoleChange(**change))
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "granted"),
    [
        ({"add": ("admin",)}, ("admin", "auditor")),
        ({"add": ("admin", "admin"), "remove": ("auditor",)}, ("admin",)),
        ({"remove": ("auditor",)}, ()),
        ({"replace": ("admin",)}, ("admin",)),
        ({"replace": ()}, ()),
        ({"add": ("staff",)}, ("auditor", "staff")),
        ({}, ("auditor",)),
    ],
)
def test_only_granted_roles_change(change, granted):
    assert granted_after(ADA, BOOK, RoleChange(**change)) == granted


@pytest.mark.parametrize("change", [{"add": ("amdin",)}, {"replace": ("auditor", "amdin")}])
def test_a_role_that_nobody_defined_is_refused_with_the_one_that_may_be_meant(change):
    assert refusal(**change) == "'amdin' is not a role of this tenant; did you mean admin?"


def test_a_role_that_comes_by_rule_cannot_be_taken_and_the_rule_is_named():
    assert refusal(remove=("staff",)) == (
        "'staff' cannot be removed by hand, because it comes by rule:"
        " one of the rules email_domain = acme.test, group = Staff over google"
    )
    assert "everybody has it by default" in refusal(remove=("member",))


def test_a_role_that_somebody_does_not_have_is_not_taken():
    assert refusal(remove=("auditors",)).endswith(
        "not a role of this person; did you mean auditor?"
    )


def test_a_granted_role_that_the_tenant_no_longer_defines_can_be_taken():
    former = a_user(roles_granted=("former",))
    assert granted_after(former, BOOK, RoleChange(remove=("former",))) == ()


def test_a_role_says_what_it_comes_from_and_not_which_of_several_rules_it_was():
    user = a_user(roles_mapped=("staff", "gone"), roles_granted=("staff",))
    assert sources_of("staff", user, BOOK) == (
        "granted",
        "one of the rules email_domain = acme.test, group = Staff over google",
    )
    assert sources_of("gone", user, BOOK) == ("a rule at the last sign-in, which is there no more",)
