"""Who the person is here: joined by connection, issuer and subject, by nothing else."""

from chalicelib.identity.link import Known, settle
from chalicelib.identity.model import IdentityKey
from chalicelib.identity.roles import RoleBook, RoleRule, RuleClaim
from chalicelib.upstream.model import EmailTrust
from tests.builders import FACEBOOK, a_role_book, a_user, an_assertion, an_identity

LATER = 2_000_000_000


def test_somebody_unknown_becomes_a_new_user_with_the_default_roles() -> None:
    settlement = settle(None, an_assertion(), a_role_book(), LATER, "new-user")
    assert settlement.is_new
    assert settlement.user.id == "new-user"
    assert settlement.user.roles == ("member",)
    assert settlement.identity.user_id == "new-user"
    assert settlement.identity.key == IdentityKey.of(an_assertion())


def test_the_new_users_id_is_not_the_upstreams_subject() -> None:
    settlement = settle(None, an_assertion(subject="1157"), a_role_book(), LATER, "new-user")
    assert "1157" not in settlement.user.id


def test_a_known_person_with_another_address_stays_who_they_are() -> None:
    """upstreams.md section 19, case 2."""
    known = Known(an_identity(), a_user())
    settlement = settle(known, an_assertion(email="new@acme.test"), a_role_book(), LATER, "x")
    assert settlement.user.id == a_user().id
    assert settlement.user.email == "ada@acme.test"
    assert settlement.identity.email == "new@acme.test"
    assert settlement.is_changed


def test_nothing_is_written_about_somebody_who_has_not_changed() -> None:
    settlement = settle(Known(an_identity(), a_user()), an_assertion(), a_role_book(), LATER, "x")
    assert not settlement.is_changed
    assert settlement.user == a_user()


def test_a_first_address_is_taken_over_with_its_trust() -> None:
    nameless = a_user(email=None, email_verified=False)
    known = Known(an_identity(email=None, email_trust=EmailTrust.UNVERIFIED), nameless)
    assertion = an_assertion(email_trust=EmailTrust.UNVERIFIED)
    settlement = settle(known, assertion, a_role_book(), LATER, "x")
    assert settlement.user.email == "ada@acme.test"
    assert not settlement.user.email_verified


def test_an_unverified_address_is_never_marked_as_verified() -> None:
    assertion = an_assertion(connection=FACEBOOK, email_trust=EmailTrust.UNVERIFIED)
    assert not settle(None, assertion, a_role_book(), LATER, "x").user.email_verified


def test_no_address_is_not_a_verified_one() -> None:
    assertion = an_assertion(email=None, email_trust=EmailTrust.AUTHORITATIVE)
    assert not settle(None, assertion, a_role_book(), LATER, "x").user.email_verified


def test_mapped_roles_follow_the_upstream_and_granted_ones_stay() -> None:
    book = a_role_book(
        rules=(RoleRule(role="admin", claim=RuleClaim.HOSTED_DOMAIN, value="acme.test"),)
    )
    known = Known(an_identity(), a_user(roles_mapped=("admin", "member"), roles_granted=("admin",)))
    left = settle(known, an_assertion(hosted_domain=None), book, LATER, "x")
    assert left.user.roles_mapped == ("member",)
    assert left.user.roles == ("admin", "member")


def test_rules_look_at_verified_claims_only() -> None:
    rule = RoleRule(role="admin", claim=RuleClaim.EMAIL_DOMAIN, value="acme.test")
    book = RoleBook(entitlements={"admin": ()}, rules=(rule,))
    assert book.roles_for(an_assertion()) == ("admin",)
    for trust in (EmailTrust.UNVERIFIED, EmailTrust.PROVIDER_VERIFIED):
        assert book.roles_for(an_assertion(email_trust=trust)) == ()


def test_a_rule_for_one_connection_ignores_the_others() -> None:
    rule = RoleRule(role="admin", claim=RuleClaim.GROUP, value="admins", connection=FACEBOOK)
    assert not rule.matches(an_assertion(groups=("admins",)))
    assert rule.matches(an_assertion(groups=("admins",), connection=FACEBOOK))


def test_a_role_that_is_no_longer_defined_allows_nothing() -> None:
    book = a_role_book()
    assert book.entitlements_of(("ghost", "member")) == ("orders:read",)
    assert book.defined(("ghost", "member")) == ("member",)
