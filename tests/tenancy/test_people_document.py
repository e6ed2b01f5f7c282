"""`[admission]` and `[linking]`: what they may say, and what would let in whom nobody meant."""

import pytest

from chalicelib.tenancy.admission import Admission, NewPeople
from chalicelib.tenancy.linking import ByEmail, Linking
from tests.tenancy.documents import a_table, faults_of, read


def test_a_document_that_says_nothing_takes_anyone_in_and_joins_nobody():
    tenant = read(a_table()).tenant
    assert (tenant.admission, tenant.linking) == (Admission(), Linking())
    assert tenant.admission.new_people is NewPeople.ANYONE
    assert tenant.linking.by_email is ByEmail.NEVER


def test_a_document_says_whom_it_takes_in_and_joins():
    told = {"new_people": "allowed", "email_domains": ["acme.test"], "emails": ["eve@guest.test"]}
    tenant = read(a_table(admission=told, linking={"by_email": "authoritative"})).tenant
    assert tenant.admission == Admission(
        new_people=NewPeople.ALLOWED, email_domains=("acme.test",), emails=("eve@guest.test",)
    )
    assert tenant.linking == Linking(by_email=ByEmail.AUTHORITATIVE)


@pytest.mark.parametrize(
    "admission",
    [
        {"new_people": "allowed"},
        {"email_domains": ["acme.test"]},
        {"new_people": "anyone", "emails": ["eve@guest.test"]},
        {"new_people": "invited", "emails": ["eve@guest.test"]},
    ],
)
def test_a_list_that_would_not_count_is_a_mistake(admission):
    assert [path for path, _ in faults_of(a_table(admission=admission))] == ["admission.new_people"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(
            ("email_domains", wrong)
            for wrong in ("Acme.test", "*.acme.test", "@acme.test", "acme", "é.test")
        ),
        *(
            ("emails", wrong)
            for wrong in (
                "Eve@guest.test",
                "guest.test",
                "eve@",
                "é@guest.test",
                "a b@c.test",
                "<eve@guest.test>",
                "eve@localhost",
            )
        ),
    ],
)
def test_addresses_are_written_as_they_are_compared(key, value):
    table = a_table(admission={"new_people": "allowed", key: [value, "eve@guest.test"][:1]})
    assert f"admission.{key}[0]" in [path for path, _ in faults_of(table)]


def test_a_word_that_means_nothing_is_refused():
    table = a_table(admission={"new_people": "nobody"}, linking={"by_email": "always", "by": "x"})
    paths = [path for path, _ in faults_of(table)]
    assert paths == ["admission.new_people", "linking.by_email", "linking.by"]
