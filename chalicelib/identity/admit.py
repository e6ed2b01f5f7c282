"""Whether somebody who was never here may become a user."""

from enum import StrEnum

from chalicelib.identity.address import proven_address
from chalicelib.identity.invitation import Invitation
from chalicelib.tenancy.admission import Admission, NewPeople
from chalicelib.upstream.model import Assertion


class Unadmitted(StrEnum):
    """Why not, for the journal. Who it was is not said."""

    NO_ADDRESS = "no_address"
    UNPROVEN_ADDRESS = "unproven_address"  # the provider does not run the mailbox
    NOT_LISTED = "not_listed"
    NOT_INVITED = "not_invited"


def why_not_admitted(
    admission: Admission, assertion: Assertion, invitation: Invitation | None
) -> Unadmitted | None:
    """What keeps a newcomer out; None for nothing. `invitation` is one that is still open."""
    if invitation is not None or admission.new_people is NewPeople.ANYONE:
        return None
    address = proven_address(assertion)
    if address is None:
        return Unadmitted.UNPROVEN_ADDRESS if assertion.email else Unadmitted.NO_ADDRESS
    if admission.new_people is NewPeople.INVITED:
        return Unadmitted.NOT_INVITED
    return None if admission.lists(address) else Unadmitted.NOT_LISTED
