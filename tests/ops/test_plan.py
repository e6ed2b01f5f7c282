"""A plan says what publishing would change and break, tells no secret and changes nothing."""

from dataclasses import replace

import pytest

from ops.documents import read_document
from ops.plan import make_plan
from ops.publish import publish
from tests.ops.a_document import SECRETS, TEXT
from tests.support.calls import counting

RICH = (
    TEXT
    + """\
post_logout_redirect_uris = ["https://shop.acme.test/"]
grant_types = ["authorization_code", "refresh_token"]
origins = ["https://shop.acme.test"]
pkce = "optional"
apis = ["https://api.acme.test"]
backchannel_logout_uri = "https://shop.acme.test/logout"

[[clients]]
id = "acme-jobs"
name = "Acme's jobs"
client_secret = "env:JOBS_SECRET"
grant_types = ["client_credentials"]
scopes = ["orders:read"]
apis = ["https://api.acme.test"]

[[connections]]
id = "facebook"
kind = "facebook"
client_id = "100000000000001"
client_secret = "env:FACEBOOK_SECRET"

[[apis]]
audience = "https://api.acme.test"

[apis.scopes]
"orders:read" = "See your orders"
"orders:write" = "Place orders"

[[roles]]
id = "admin"
entitlements = ["orders:all"]

[[roles]]
id = "member"
default = true

[[role_rules]]
role = "admin"
claim = "hosted_domain"
value = "acme.test"
"""
)
MORE_SECRETS = {"JOBS_SECRET": "j" * 43, "FACEBOOK_SECRET": "what Facebook gave us"}


@pytest.fixture
def desk(desk):
    desk.environment.update(MORE_SECRETS)
    desk.apply(RICH)
    return desk


def without(beginning: str, text: str = RICH) -> str:
    """The document without the table whose text begins like that."""
    at = text.index(beginning)
    end = text.find("\n\n[", at)
    return text[:at] + (text[end + 2 :] if end > 0 else "")


def broken_by(desk, text: str) -> list[str]:
    return [f"{one['thing']}: {one['told']}" for one in desk.plan(text)["consequences"]]


def test_what_is_published_is_no_change(desk):
    plan = desk.plan(RICH)
    assert plan["changes"] is False
    assert desk.say("plan", str(desk.write(RICH)), "--exit-code")[:2] == (
        0,
        "acme: no change (version 1)\n0 tenants to publish, 1 not\n",
    )


def test_a_plan_reads_and_writes_nothing(desk):
    before = desk.items()
    kms, dynamodb = desk.destination.kms(), desk.destination.dynamodb()
    with counting(dynamodb) as counter, counting(kms) as signatures:
        desk.plan(RICH.replace("Acme Shop", "Shop"))
        desk.ask("plan", str(desk.write(RICH, "globex")))
    assert set(counter.by_name) <= {"GetItem", "Query"}
    assert signatures.calls == 0
    assert desk.items() == before


def test_old_and_new_values_are_told_thing_by_thing(desk):
    text = RICH.replace('"Acme Shop"', '"Shop"').replace(
        '"https://shop.acme.test/callback"', '"https://acme.test/callback"'
    )
    status, told, _ = desk.say("plan", str(desk.write(text)), "--exit-code")
    assert (status, told) == (
        3,
        """\
acme: changes (version 1, https://auth.example.com/t/acme)
  ~ client acme-web
      name: "Acme Shop" -> "Shop"
      redirect_uris: - "https://shop.acme.test/callback", + "https://acme.test/callback"
  what breaks:
    client acme-web: sign-ins that return to https://shop.acme.test/callback are refused
1 tenant to publish, 0 not
""",
    )


def test_changes_are_an_exit_status_only_where_it_is_asked_for(desk):
    path = str(desk.write(RICH.replace("Acme Shop", "Shop")))
    assert desk.say("plan", path)[0] == 0
    assert desk.say("plan", path, "--exit-code", "--json")[0] == 3
    path = str(desk.write(RICH.replace("Acme Shop", "")))
    assert desk.say("plan", path, "--exit-code")[0] == 1


def test_a_tenant_that_is_new_breaks_nothing(desk):
    (plan,) = desk.ask("plan", str(desk.write(TEXT, "globex")))["tenants"]
    assert (plan["version"], plan["changes"], plan["consequences"]) == (None, True, [])
    things = [(each["kind"], each["thing"]) for each in plan["differences"]]
    assert ("added", "client acme-web") in things


STRANGERS = "everybody who came over it is a stranger"
GO_ON = "they sign in again; until then their sessions and refresh tokens go on"
BREAKS = {
    "a redirect URI": (
        RICH.replace("shop.acme.test/callback", "shop.acme.test/back"),
        "client acme-web: sign-ins that return to https://shop.acme.test/callback are refused",
    ),
    "a post-logout URI": (
        RICH.replace('post_logout_redirect_uris = ["https://shop.acme.test/"]\n', ""),
        "client acme-web: nobody is sent back to https://shop.acme.test/ after signing out",
    ),
    "a client": (
        without('[[clients]]\nid = "acme-jobs"'),
        "client acme-jobs: it is removed: its tokens are revoked for good",
    ),
    "a client switched off": (
        RICH.replace('"Acme Shop"', '"Acme Shop"\ndisabled = true'),
        "client acme-web: it is switched off: no sign-in, no token",
    ),
    "a grant type": (
        RICH.replace(', "refresh_token"]', "]"),
        "client acme-web: the grant type refresh_token is refused",
    ),
    "an origin": (
        RICH.replace('origins = ["https://shop.acme.test"]\n', ""),
        "client acme-web: pages of https://shop.acme.test may not call from a script any more",
    ),
    "a client's scope": (
        RICH.replace('["openid", "email"]', '["openid"]'),
        "client acme-web: the scope email is not granted any more",
    ),
    "PKCE": (RICH.replace('pkce = "optional"\n', ""), "client acme-web: it must use PKCE"),
    "back-channel logout": (
        RICH.replace('backchannel_logout_uri = "https://shop.acme.test/logout"\n', ""),
        "client acme-web: https://shop.acme.test/logout is not told any more who signed out",
    ),
    "authentication": (
        RICH.replace('"Acme Shop"', '"Acme Shop"\nauthentication = "client_secret_post"'),
        "client acme-web: it must authenticate by client_secret_post",
    ),
    "a connection": (
        without('[[connections]]\nid = "facebook"'),
        "connection facebook: people who come over it cannot sign in",
    ),
    "a connection's id": (
        RICH.replace('id = "facebook"', 'id = "meta"'),
        f"connection facebook: its id changes to meta: {STRANGERS}",
    ),
    "a connection's provider": (
        RICH.replace('kind = "google"', 'kind = "facebook"'),
        f"connection google: it leads to another provider: {STRANGERS} when {GO_ON}",
    ),
    "Facebook's app": (
        RICH.replace("100000000000001", "100000000000002"),
        f"connection facebook: Facebook's ids belong to the app: {STRANGERS}",
    ),
    "a Workspace": (
        RICH.replace('kind = "google"', 'kind = "google"\nhosted_domain = "acme.test"'),
        "connection google: only people of the Workspace acme.test can sign in",
    ),
    "an API's scope": (
        RICH.replace('"orders:write" = "Place orders"\n', ""),
        "api https://api.acme.test: the scope orders:write is not granted any more",
    ),
    "an API's token lifetime": (
        RICH.replace("\n\n[apis.scopes]", "\naccess_token_lifetime = 60\n\n[apis.scopes]"),
        "api https://api.acme.test: access tokens end sooner",
    ),
    "an API": (
        RICH.replace('"https://api.acme.test"', '"https://orders.acme.test"'),
        "api https://api.acme.test: nobody gets tokens for it any more",
    ),
    "a role": (
        without('[[roles]]\nid = "member"'),
        "role member: whoever has it, by rule or granted by hand, has it no more in new tokens",
    ),
    "a default role": (
        RICH.replace("default = true\n", ""),
        "role member: it is no default any more",
    ),
    "an entitlement": (
        RICH.replace('"orders:all"', ""),
        "role admin: it does not entitle to orders:all any more",
    ),
    "a role rule": (
        without("[[role_rules]]"),
        "role rule admin if hosted_domain = acme.test: people who have admin by it lose it",
    ),
    "an algorithm": (
        RICH + '\n[keys]\nalgorithm = "ES256"\n',
        "api https://api.acme.test: its access tokens will be signed with ES256: it must be",
    ),
    "the algorithm of lists": (
        RICH + '\n[keys]\nalgorithm = "ES256"\n',
        "keys: status lists will be signed with ES256",
    ),
    "a lifetime": (
        RICH + "\n[lifetimes]\nsession_idle = 600\n",
        "lifetimes: session_idle is shorter: people who pause are asked to sign in again sooner",
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_a_change_breaks_is_told(desk, what):
    text, told = BREAKS[what]
    assert any(each.startswith(told) for each in broken_by(desk, text)), broken_by(desk, text)


def test_an_addition_breaks_nothing(desk):
    more = RICH.replace("acme.test/callback", 'acme.test/callback", "https://new.acme.test/cb')
    assert broken_by(desk, more + "\n[lifetimes]\nsession_idle = 86400\n") == []


def test_another_tier_is_told_and_breaks_nothing(desk):
    plan = desk.plan(RICH + '\n[keys]\ntier = "wrapped"\nrotation_days = 30\n')
    (keys,) = [each for each in plan["differences"] if each["thing"] == "keys"]
    assert keys["values"] == {
        "rotation_days": {"from": 90, "to": 30},
        "tier": {"from": "dedicated", "to": "wrapped"},
    }
    assert plan["consequences"] == []


def test_an_api_that_keeps_rs256_keeps_it_from_all_that_it_reads(desk):
    pinned = RICH.replace("\n\n[apis.scopes]", '\nsigning_algorithm = "RS256"\n\n[apis.scopes]')
    assert broken_by(desk, pinned + '\n[keys]\nalgorithm = "ES256"\n') == []


def test_what_an_earlier_release_published_is_published_anew_if_apis_meet_another_algorithm(desk):
    text = RICH + '\n[keys]\nalgorithm = "ES256"\n'
    desk.apply(text)
    assert desk.apply(text)["unchanged"] is True
    (config,) = [item for item in desk.items() if item["sk"]["S"] == "CONFIG"]
    del config["record"]["M"]["tenant"]["M"]["keys"]["M"]["algorithm"]
    desk.destination.dynamodb().put_item(TableName=desk.destination.table, Item=config)
    (keys,) = [each for each in desk.plan(text)["differences"] if each["thing"] == "keys"]
    assert keys["values"] == {"algorithm": {"from": "RS256", "to": "ES256"}}
    assert desk.apply(text)["unchanged"] is False


def test_another_public_address_is_another_issuer(desk):
    moved = replace(desk.destination, public_url="https://login.example.com")
    plan = make_plan(read_document("acme.toml", RICH), moved, desk.environment)
    (loudest, *_), told = plan.consequences, [str(each) for each in plan.consequences]
    assert str(loudest).startswith("tenant: THE ISSUER CHANGES: every app and API must be")
    assert not any("nothing answers" in each for each in told)
    new = "https://login.example.com/t/acme/callback/google"
    assert any(each.startswith("connection google:") and new in each for each in told)


def test_another_secret_is_told_and_never_shown(desk):
    desk.environment.update(WEB_SECRET="n" * 43, GOOGLE_SECRET="another of Google's")
    told = desk.say("plan", str(desk.write(RICH)))[1]
    plan = desk.plan(RICH)
    changing = [each["thing"] for each in plan["differences"] if each["client_secret_changes"]]
    assert changing == ["connection google", "client acme-web"]
    assert broken_by(desk, RICH) == [
        "client acme-web: a secret that it has ends within a minute; it must use the other by then"
    ]
    secrets = [*desk.environment.values(), *SECRETS.values()]
    assert not any(secret in told + repr(plan) for secret in secrets)


def test_a_second_secret_beside_the_first_breaks_nothing(desk):
    desk.environment["NEW_SECRET"] = "n" * 43
    both = RICH.replace('"env:WEB_SECRET"', '["env:WEB_SECRET", "env:NEW_SECRET"]')
    plan = desk.plan(both)
    assert plan["differences"][0]["client_secret_changes"]
    assert plan["consequences"] == []


def test_without_its_secrets_a_plan_says_what_it_cannot_tell(desk):
    desk.environment.clear()
    plan = desk.plan(RICH)
    assert (plan["changes"], len(plan["unknown"])) == (False, 4)
    assert plan["unknown"][0] == (
        "client acme-web: whether client_secret changes cannot be told here:"
        " the environment variable WEB_SECRET is not set"
    )


def test_a_comment_is_a_change_of_the_text_alone(desk):
    path = desk.write(f"# Acme's document\n{RICH}")
    assert "only its text differs" in desk.say("plan", str(path))[1]


def test_the_order_in_which_people_see_connections_is_told(desk):
    google = RICH[RICH.index("[[connections]]") : RICH.index("[[clients]]")]
    plan = desk.plan(f"{RICH.replace(google, '')}\n{google}")
    (difference,) = plan["differences"]
    assert difference["thing"] == "connections"
    assert difference["values"] == {
        "order": {"from": ["google", "facebook"], "to": ["facebook", "google"]}
    }


def test_a_publication_that_broke_off_is_to_be_finished(desk):
    for item in desk.items():
        if item["sk"]["S"] == "PUBLICATION":
            key = {"pk": item["pk"], "sk": item["sk"]}
            desk.destination.dynamodb().delete_item(TableName=desk.destination.table, Key=key)
    assert desk.plan(RICH)["unfinished"] is True
    publish(read_document("acme.toml", RICH), desk.destination, desk.environment)
    assert desk.plan(RICH)["unfinished"] is False


def test_a_document_cannot_steer_the_terminal(desk):
    text = RICH.replace('"Acme Shop"', '"Acme \\u202eShop"').replace("orders:all", "\\u2066all")
    told = desk.say("plan", str(desk.write(text)))[1]
    assert "\u202e" not in told
    desk.apply(text)
    assert "\u2066" not in desk.say("plan", str(desk.write(RICH)))[1]
    faulty = RICH.replace("[[clients]]", '"a\\u001b[2J" = 1\n[[clients]]', 1)
    assert "\x1b" not in desk.say("validate", str(desk.write(faulty)))[1]


def test_another_tenants_document_is_compared_with_its_own(desk):
    (plan,) = desk.ask("plan", str(desk.write(RICH, "globex")))["tenants"]
    assert (plan["tenant"], plan["version"], plan["consequences"]) == ("globex", None, [])


LISTED = """
[admission]
new_people = "allowed"
email_domains = ["acme.test", "guest.test"]
emails = ["eve@elsewhere.test"]
"""


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", LISTED, "of new people only those whose address is listed get in"),
        (LISTED, '[admission]\nnew_people = "invited"', "new people get in by invitation only"),
        (LISTED, LISTED.replace(', "guest.test"', ""), "addresses at guest.test do not get in"),
        (LISTED, LISTED.replace("eve@", "bob@"), "eve@elsewhere.test does not get in"),
    ],
)
def test_who_is_kept_out_is_said_and_who_is_a_user_stays(desk, before, after, told):
    desk.apply(RICH + before)
    (consequence,) = desk.plan(RICH + after)["consequences"]
    assert consequence["thing"] == "admission"
    assert told in consequence["told"]
    assert "who is a user already still comes in" in consequence["told"]


def test_letting_more_people_in_breaks_nothing(desk):
    desk.apply(RICH + LISTED)
    assert desk.plan(RICH)["consequences"] == []


def test_another_way_of_telling_people_apart_is_said(desk):
    joins = '[linking]\nby_email = "authoritative"\n'
    (consequence,) = desk.plan(RICH + joins)["consequences"]
    assert "signs in as that user" in consequence["told"]
    desk.apply(RICH + joins)
    (consequence,) = desk.plan(RICH)["consequences"]
    assert "who was joined stays so" in consequence["told"]


def test_another_logo_is_told_without_the_picture(desk):
    logo = "data:image/gif;base64,R0lGODlh"
    look = f'[branding]\ncolour = "#1f4e79"\nlogo_uri = "{logo}"\n'
    (difference,) = desk.plan(RICH + look)["differences"]
    assert difference["thing"] == "branding"
    assert difference["values"]["colour"] == {"from": None, "to": "#1f4e79"}
    assert difference["values"]["logo_uri"]["to"].startswith("data:image/gif;base64, 30 char")
    assert desk.plan(RICH + look)["consequences"] == []


def test_a_plan_foretells_that_a_client_wants_a_key_too_early(desk):
    desk.apply()
    algorithm = 'id_token_signed_response_alg = "ES256"\n\n[keys]\nalgorithm = "ES256"\n'
    (told,) = (each for each in broken_by(desk, TEXT + algorithm) if "APPLY" in each)
    assert told.startswith("client acme-web: APPLY WILL REFUSE THIS: no key signs with ES256 yet")
