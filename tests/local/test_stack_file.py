import json

from ops.local.addresses import Addresses
from ops.local.examples import find_examples
from ops.local.stack_file import Running, StackFile, describe
from ops.local.world import link
from tests.local.households import households


def described(folder="tenants", port=8787):
    homes, addresses = households(folder, port), Addresses(port)
    return describe(
        Running(
            addresses=addresses,
            public_url=addresses.broker,
            region="us-east-1",
            table="vestibule",
            households=homes,
            links=link(homes),
            examples=find_examples(homes, addresses),
        )
    )


def test_the_file_tells_where_everything_is():
    stack = described()
    assert set(stack) == {"public_url", "aws", "tenants", "examples", "outbox"}
    assert stack["public_url"] == "http://localhost:8787"
    assert stack["aws"] == {
        "endpoint_url": "http://127.0.0.1:8789",
        "region": "us-east-1",
        "table": "vestibule",
    }
    assert stack["outbox"] == "http://localhost:8788/outbox"
    assert stack["examples"] == {
        "web_app": "http://localhost:8790",
        "api": {"acme": "http://localhost:8791", "globex": "http://localhost:8792"},
    }


def test_a_client_is_told_with_its_secret_unless_it_has_none():
    acme = described()["tenants"]["acme"]
    assert acme["issuer"] == "http://localhost:8787/t/acme"
    web, spa, jobs = (acme["clients"][name] for name in ("acme-web", "acme-spa", "acme-jobs"))
    assert web["client_id"] == "acme-web"
    assert len(web["client_secret"]) == 43
    assert web["redirect_uris"] == ["http://localhost:8790/callback"]
    assert web["post_logout_redirect_uris"] == ["http://localhost:8790/"]
    assert "client_secret" not in spa
    assert (jobs["grant_types"], "redirect_uris" in jobs) == (["client_credentials"], False)


def test_a_connection_is_told_with_what_its_provider_can_do_wrong():
    google = described()["tenants"]["acme"]["connections"]["google"]
    assert google["kind"] == "google"
    assert google["upstream"] == "http://localhost:8788/google"
    assert google["control"] == "http://localhost:8788/google/control"
    assert {"wrong_iss", "other_app"} <= set(google["misbehaviours"])
    assert {"client_id", "client_secret"} <= set(google)


def test_people_are_told_with_the_roles_they_will_have():
    tenants = described()["tenants"]
    assert {
        "connection": "google",
        "login": "ada@acme.test",
        "roles": ["admin", "member"],
    } in tenants["acme"]["people"]
    assert {
        "connection": "workforce",
        "login": "alan@globex.test",
        "roles": ["member"],
    } in tenants["globex"]["people"]


def test_at_another_port_everything_is_elsewhere():
    stack = described(port=9000)
    told = json.dumps(stack)
    assert not any(f":{port}" in told for port in range(8787, 8793))
    assert stack["tenants"]["acme"]["clients"]["acme-web"]["redirect_uris"] == [
        "http://localhost:9003/callback"
    ]


def test_tenants_without_a_place_in_the_examples_have_none():
    stack = described("tests/conformance/tenants")
    assert stack["examples"] == {}
    assert stack["tenants"]["conformance"]["people"][0]["password"] == "correct-horse"


def test_the_file_appears_whole_and_goes_with_the_stack(tmp_path):
    file = StackFile(tmp_path)
    file.write({"public_url": "first"})
    file.write({"public_url": "second"})
    assert json.loads((tmp_path / "stack.json").read_text()) == {"public_url": "second"}
    assert [path.name for path in tmp_path.iterdir()] == ["stack.json"]
    file.remove()
    file.remove()
    assert not list(tmp_path.iterdir())
