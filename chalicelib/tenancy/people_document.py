"""The part of a tenant document that says whom it takes in, and who is the same person."""

from chalicelib.tenancy import forms
from chalicelib.tenancy.admission import Admission, NewPeople
from chalicelib.tenancy.linking import ByEmail, Linking
from chalicelib.tenancy.section import Section


def read_admission(section: Section) -> Admission:
    """Read `[admission]`; faults are recorded in the section."""
    admission = Admission(
        new_people=NewPeople(section.choice("new_people", tuple(NewPeople), NewPeople.ANYONE)),
        email_domains=section.texts("email_domains", forms.DOMAIN),
        emails=section.texts("emails", forms.EMAIL),
    )
    is_list = bool(admission.email_domains or admission.emails)
    if admission.new_people is NewPeople.ALLOWED and not is_list:
        section.fault("new_people", 'nobody is listed: add email_domains or emails, or "invited"')
    if admission.new_people is not NewPeople.ALLOWED and is_list:
        # Whoever lists somebody means to keep others out; silence would let them in.
        section.fault("new_people", 'must be "allowed" for email_domains and emails to count')
    section.done()
    return admission


def read_linking(section: Section) -> Linking:
    """Read `[linking]`; faults are recorded in the section."""
    linking = Linking(by_email=ByEmail(section.choice("by_email", tuple(ByEmail), ByEmail.NEVER)))
    section.done()
    return linking
