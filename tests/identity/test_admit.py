"""Whom a tenant takes in: by an address that the provider runs, never by one that people told."""

import pytest

from chalicelib.identity.admit import Unadmitted, why_not_admitted
from chalicelib.identity.invitation import Invitation
from chalicelib.tenancy.admission import Admission, NewPeople
from chalicelib.upstream.model import EmailTrust
from tests.builders import an_assertion
from tests.fakes.clock import NOON

ALLOWED = Admission(
    new_people=NewPeople.ALLOWED, email_domains=("acme.test",), emails=("eve@guest.test",)
)
INVITED = Admission(new_people=NewPeople.INVITED)
INVITATION = Invitation(
    id="i", email="ada@acme.test", invited_at=NOON, expires_at=NOON + 9, invited_by="operator:x"
)


def test_anyone_is_taken_in_by_a_tenant_that_says_nothing():
    unproven = an_assertion(email=None, email_trust=EmailTrust.UNVERIFIED)
    assert why_not_admitted(Admission(), unproven, None) is None


@pytest.mark.parametrize("email", ["ada@acme.test", "Ada@ACME.test", "eve@guest.test"])
def test_whoever_is_listed_is_taken_in_however_the_address_is_capitalised(email):
    assert why_not_admitted(ALLOWED, an_assertion(email=email), None) is None


@pytest.mark.parametrize(
    "email",
    [
        *("mallory@guest.test", "eve@guest.test.evil.test", "eve@evil.acme.test", "a@xacme.test"),
        *(
            "eve@guest.test ",
            "eve+acme@guest.test",
            "acme.test",
            "@acme.test.",
            "ada@acme.test@x.y",
        ),
    ],
)
def test_nobody_else_is(email):
    assert why_not_admitted(ALLOWED, an_assertion(email=email), None) is Unadmitted.NOT_LISTED


@pytest.mark.parametrize("admission", [ALLOWED, INVITED])
@pytest.mark.parametrize("trust", [EmailTrust.UNVERIFIED, EmailTrust.PROVIDER_VERIFIED])
def test_an_address_that_the_provider_does_not_run_proves_nothing(admission, trust):
    told = an_assertion(email_trust=trust)
    assert why_not_admitted(admission, told, None) is Unadmitted.UNPROVEN_ADDRESS


@pytest.mark.parametrize(
    "email", ["ada@acme.te\u017ft", "\u212aim@acme.test", "\uff41da@acme.test"]
)
def test_letters_that_fold_into_others_are_not_those(email):
    why_not = why_not_admitted(ALLOWED, an_assertion(email=email), None)
    assert why_not is Unadmitted.UNPROVEN_ADDRESS


def test_without_an_address_nobody_can_be_told_from_anybody():
    nameless = an_assertion(email=None)
    assert why_not_admitted(ALLOWED, nameless, None) is Unadmitted.NO_ADDRESS


def test_an_invitation_is_good_wherever_new_people_are_kept_out():
    told = an_assertion(email="ada@elsewhere.test")
    assert why_not_admitted(INVITED, told, None) is Unadmitted.NOT_INVITED
    assert why_not_admitted(INVITED, told, INVITATION) is None
    assert why_not_admitted(ALLOWED, told, INVITATION) is None


def test_an_invitation_ends_on_time():
    assert INVITATION.is_open(NOON + 8)
    assert not INVITATION.is_open(NOON + 9)
