"""A domain is asked for in a document; a plan is loud about it, and another tenant's is refused."""

import pytest

from chalicelib.adapters.dynamodb.domains import DomainTaken
from ops import tenants_command
from ops.publish import publish
from tests.ops.a_document import SECRETS, TEXT, a_document
from tests.support.outages import Trouble, spoiling

LOGIN = "login.acme.com"
WITH_DOMAIN = f'domain = "{LOGIN}"\n{TEXT}'


def domains_in(desk) -> dict[str, str]:
    items = [item for item in desk.items() if item["sk"]["S"] == "DOMAIN"]
    return {item["pk"]["S"].removeprefix("DOMAIN#"): item["tenant"]["S"] for item in items}


def test_a_tenant_is_published_at_its_domain(desk):
    assert desk.apply(WITH_DOMAIN)["issuer"] == f"https://{LOGIN}"
    assert domains_in(desk) == {LOGIN: "acme"}
    assert desk.apply(WITH_DOMAIN)["unchanged"]


def test_a_plan_is_loud_about_another_issuer(desk):
    desk.apply()
    _, told, _ = desk.say("plan", str(desk.write(WITH_DOMAIN)))
    old, new = "https://auth.example.com/t/acme", f"https://{LOGIN}"
    assert told == (
        f"""\
acme: changes (version 1, {new})
  ~ tenant
      issuer: "{old}" -> "{new}"
      domain: nothing -> "{LOGIN}"
  what breaks:
    tenant: THE ISSUER CHANGES: every app and API must be configured anew, with {new}
    tenant: apps know people by issuer and sub: everybody is a stranger to those that do not take\
 {old} and {new} for the same
    tenant: a minute after it is published nothing answers at {old} any more
    tenant: everybody signs in anew; sign-ins under way at that moment fail
    tenant: access and ID tokens of {old} are refused; refresh tokens go on
    connection google: nobody can sign in until its provider knows the redirect URI\
 {new}/callback/google
1 tenant to publish, 0 not
"""
    )
    assert domains_in(desk) == {}


def test_a_new_tenant_with_a_domain_breaks_nothing(desk):
    assert desk.plan(WITH_DOMAIN)["consequences"] == []


@pytest.mark.parametrize("command", ["apply", "plan"])
def test_another_tenants_domain_is_a_fault_in_its_line(desk, command):
    desk.apply(WITH_DOMAIN)
    before = desk.items()
    path = desk.write(WITH_DOMAIN, "globex")
    status, told, _ = desk.say(command, str(path))
    assert (status, told) == (
        1,
        f"{path}:1: domain: {LOGIN} is another tenant's\n1 fault in 1 file\n",
    )
    assert desk.items() == before


def test_of_two_documents_only_one_may_have_a_domain(desk):
    paths = [str(desk.write(WITH_DOMAIN, tenant)) for tenant in ("acme", "globex")]
    (fault,) = desk.ask("validate", *paths, status=1)["faults"]
    assert fault["message"] == f"{LOGIN} is already the domain of {paths[0]}"
    assert desk.ask("apply", *paths, status=1)["faults"]
    assert desk.items() == []


def test_the_brokers_own_address_is_a_fault_where_the_broker_is_known(desk):
    path = str(desk.write(WITH_DOMAIN.replace(LOGIN, "auth.example.com")))
    assert desk.ask("validate", path)
    for command in ("plan", "apply"):
        (fault,) = desk.ask(command, path, status=1)["faults"]
        assert fault["message"].startswith("is the broker's own address")
    assert desk.items() == []


def test_who_gives_a_domain_up_first_lets_another_have_it(desk):
    desk.apply(WITH_DOMAIN)
    desk.apply(TEXT)
    assert domains_in(desk) == {}
    desk.ask("apply", str(desk.write(WITH_DOMAIN, "globex")))
    assert domains_in(desk) == {LOGIN: "globex"}


def test_going_back_brings_the_domain_back_or_nothing(desk):
    desk.apply(WITH_DOMAIN)
    desk.apply(TEXT)
    (back,) = desk.ask("rollback", "acme", "1")["tenants"]
    assert (back["issuer"], domains_in(desk)) == (f"https://{LOGIN}", {LOGIN: "acme"})
    desk.ask("rollback", "acme", "2")
    desk.ask("apply", str(desk.write(WITH_DOMAIN, "globex")))
    (fault,) = desk.ask("rollback", "acme", "1", status=1)["faults"]
    assert (fault["path"], domains_in(desk)) == ("domain", {LOGIN: "globex"})


def test_an_exported_document_has_its_domain(desk):
    desk.apply(WITH_DOMAIN)
    text = desk.ask("export", "acme")["document"]
    assert text == WITH_DOMAIN
    assert desk.plan(text)["changes"] is False


def test_who_is_a_moment_too_late_is_told(desk, monkeypatch):
    """Both looked, both saw that it was free."""
    monkeypatch.setattr(tenants_command, "require_free_domains", lambda *_: None)
    desk.apply(WITH_DOMAIN)
    status, _, told = desk.say("apply", str(desk.write(WITH_DOMAIN, "globex")))
    assert status == 2
    assert told == f"vestibule: {LOGIN} became another tenant's at this moment\n"
    assert domains_in(desk) == {LOGIN: "acme"}
    with pytest.raises(DomainTaken):
        publish(a_document(WITH_DOMAIN.replace('"acme"', '"globex"')), desk.destination, SECRETS)


def test_whatever_fails_the_same_command_gives_or_takes_the_domain(desk):
    """From the look at who has it to the last write, each call's answer is lost once."""
    clients, nth = (desk.destination.dynamodb(), desk.destination.kms()), 0
    desk.apply(TEXT)
    path, texts = desk.write(TEXT), (WITH_DOMAIN, TEXT)
    while True:
        nth += 1
        path.write_text(texts[0])
        with spoiling(nth, Trouble.LOST, *clients) as spoiler:
            desk.say("apply", str(path))
        desk.ask("apply", str(path))
        assert domains_in(desk) == ({LOGIN: "acme"} if texts[0] is WITH_DOMAIN else {})
        texts = texts[::-1]
        if spoiler.struck is None:
            break
    assert nth > 5
