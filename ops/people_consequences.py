"""What a new document changes about who may come in, and as whom."""

from collections.abc import Iterator

from chalicelib.tenancy.admission import Admission, NewPeople
from chalicelib.tenancy.linking import ByEmail, Linking
from chalicelib.tenancy.model import Tenant

Told = Iterator[tuple[str, str]]

_STAY = "who is a user already still comes in (`users disable` keeps somebody out)"
_TIGHTER = {
    NewPeople.ALLOWED: f"of new people only those whose address is listed get in; {_STAY}",
    NewPeople.INVITED: f"new people get in by invitation only; {_STAY}",
}


def of_people(before: Tenant, after: Tenant) -> Told:
    """For newcomers, and for those who come another way."""
    yield from (("admission", told) for told in _of_admission(before.admission, after.admission))
    yield from (("linking", told) for told in _of_linking(before.linking, after.linking))


def _of_admission(old: Admission, new: Admission) -> Iterator[str]:
    if new.new_people is not old.new_people:
        if new.new_people in _TIGHTER and old.new_people is not NewPeople.INVITED:
            yield _TIGHTER[new.new_people]
        return
    for domain in old.email_domains:
        if domain not in new.email_domains:
            yield f"new people with addresses at {domain} do not get in any more; {_STAY}"
    for email in old.emails:
        if not new.lists(email):
            yield f"{email} does not get in as somebody new any more; {_STAY}"


def _of_linking(old: Linking, new: Linking) -> Iterator[str]:
    if old.by_email is new.by_email:
        return
    if new.by_email is ByEmail.AUTHORITATIVE:
        yield (
            "who comes over another connection, and proves a user's address, signs in as that user"
        )
    else:
        yield (
            "who comes over another connection for the first time is somebody new; who was joined"
            " stays so"
        )
