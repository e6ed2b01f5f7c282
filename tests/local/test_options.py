import pytest

from ops.local.addresses import WrongPort
from ops.local.options import Options, WrongOption


def test_without_any_variable_the_demo_tenants_are_served_at_the_usual_port():
    options = Options.from_environment({"PORT": "", "PUBLIC_URL": "", "ONCE": "0"})
    assert (options.public_url, str(options.tenants), str(options.home), options.once) == (
        "http://localhost:8787",
        "tenants",
        ".vestibule",
        False,
    )


def test_a_tls_front_changes_the_public_url_and_nothing_else():
    options = Options.from_environment({"PORT": "9000", "PUBLIC_URL": "https://op.test:9443/"})
    assert options.public_url == "https://op.test:9443"
    assert options.addresses.broker == "http://localhost:9000"


@pytest.mark.parametrize("url", ["op.test", "http://op.test", "https://op.test/?a", "ftp://a"])
def test_a_public_url_that_no_issuer_could_begin_with_is_refused(url):
    with pytest.raises(WrongOption, match="PUBLIC_URL"):
        Options.from_environment({"PUBLIC_URL": url})


def test_a_missing_directory_of_documents_is_refused():
    with pytest.raises(WrongOption, match="TENANTS must be a directory"):
        Options.from_environment({"TENANTS": "no/such/place"})


def test_a_wrong_port_is_refused():
    with pytest.raises(WrongPort):
        Options.from_environment({"PORT": "eighty"})


def test_an_emulator_that_runs_already_is_used_in_place_of_our_own():
    options = Options.from_environment({"PORT": "9000", "VESTIBULE_AWS": "http://127.0.0.1:4566"})
    assert options.addresses.aws == "http://127.0.0.1:4566"


@pytest.mark.parametrize(
    "url", ["https://dynamodb.us-east-1.amazonaws.com", "http://10.0.0.1:4566", "127.0.0.1:4566"]
)
def test_an_aws_that_is_not_on_this_machine_is_refused(url):
    with pytest.raises(WrongOption, match="VESTIBULE_AWS"):
        Options.from_environment({"VESTIBULE_AWS": url})
