"""Who lives in the pretend world, and how the world is written down."""

from pathlib import Path

import pytest

from ops.local.people import load_people, sign_in_form
from ops.local.pretend.world import world_from_json, world_to_json
from tests.pretend.an_app import WORLD

ROOT = Path(__file__).parents[2]
STANDARD_CLAIMS = {
    "profile": "name given_name family_name middle_name nickname preferred_username profile picture"
    " website gender birthdate zoneinfo locale updated_at",
    "email": "email email_verified",
    "address": "address",
    "phone": "phone_number phone_number_verified",
}


def test_a_world_survives_being_written_down():
    assert world_from_json(world_to_json(WORLD)) == WORLD


@pytest.mark.parametrize(
    ("tenant", "connection", "kind", "logins"),
    [
        ("acme", "google", "google", ["ada@acme.test", "grace@gmail.com"]),
        ("acme", "facebook", "facebook", ["linus@example.org", "mary@facebook.test"]),
        ("globex", "facebook", "facebook", ["emmy@example.org", "srinivasa@facebook.test"]),
        ("globex", "workforce", "oidc", ["hedy@globex.test", "alan@globex.test"]),
    ],
)
def test_the_demo_tenants_people_are_listed(tenant, connection, kind, logins):
    people = load_people(ROOT / "tenants", tenant, connection, kind)
    assert [person.login for person in people] == logins
    assert sign_in_form(people) == "buttons"


def test_an_unlisted_tenant_gets_ada_and_bob(tmp_path):
    people = load_people(tmp_path, "initech", "google", "google")
    assert [person.login for person in people] == ["ada@initech.test", "bob@initech.test"]
    assert people[0].claims["hd"] == "initech.test"
    assert len(people[0].subject) == 21
    assert people == load_people(tmp_path, "initech", "google", "google")


def test_the_conformance_person_has_every_standard_claim():
    (alice,) = load_people(ROOT / "tests/conformance/tenants", "conformance", "op", "oidc")
    assert (alice.login, alice.password) == ("alice", "correct-horse")
    assert sign_in_form((alice,)) == "password"
    assert set(alice.claims) == {
        name for names in STANDARD_CLAIMS.values() for name in names.split()
    }
    assert isinstance(alice.claims["updated_at"], int)
    assert alice.claims["email_verified"] is True
    assert all(alice.claims["address"].values())
