"""What references stand for in AWS; a fault says what is wrong, and never the secret."""

from functools import partial

import boto3
import pytest
from moto import mock_aws

from ops.documents import FaultyDocuments
from ops.references import resolve
from ops.secret_sources import SecretSources
from ops.validate import require_sound
from tests.ops.a_document import SECRETS, TEXT, a_document
from tests.ops.aws import LOCAL
from tests.support.calls import counting
from tests.support.trouble import refusal

STRONG = "s" * 43
HIDDEN = "the-secret-that-nobody-may-see"


@pytest.fixture
def ssm():
    with mock_aws():
        client = boto3.client("ssm", **LOCAL)
        for name, value in (("/acme/web", STRONG), ("weak", HIDDEN)):
            client.put_parameter(Name=name, Value=value, Type="SecureString")
        yield client


@pytest.fixture
def vault(ssm):
    client = boto3.client("secretsmanager", **LOCAL)
    client.create_secret(Name="acme/web", SecretString=STRONG)
    client.create_secret(Name="acme/all", SecretString=f'{{"web": "{STRONG}", "port": 7}}')
    client.create_secret(Name="acme/text", SecretString=HIDDEN)
    client.create_secret(Name="acme/bytes", SecretBinary=HIDDEN.encode())
    return client


@pytest.fixture
def sources(ssm, vault):
    return SecretSources(SECRETS, lambda: ssm, lambda: vault)


def fault_of(reference, sources) -> str:
    with pytest.raises(FaultyDocuments) as faulty:
        require_sound([a_document(TEXT.replace("env:WEB_SECRET", reference))], sources)
    (fault,) = faulty.value.faults
    assert (fault.line, fault.path) == (13, "clients[0].client_secret")
    assert HIDDEN not in str(fault)
    return fault.message


def refusing(client, operation, code):
    response = refusal(code)
    answer = type("Answer", (), {"status_code": 400})()
    client.meta.events.register(
        f"before-call.{client.meta.service_model.service_id.hyphenize()}.{operation}",
        lambda **_: (answer, response),
    )


@pytest.mark.parametrize(
    "reference",
    ["ssm:/acme/web", "secretsmanager:acme/web", "secretsmanager:acme/all#web"],
)
def test_a_reference_into_aws_stands_for_what_is_kept_there(sources, reference):
    assert resolve(reference, sources) == STRONG
    require_sound([a_document(TEXT.replace("env:WEB_SECRET", reference))], sources)


def test_the_environment_is_still_looked_at_first(sources):
    assert resolve("env:WEB_SECRET", sources) == SECRETS["WEB_SECRET"]


@pytest.mark.parametrize("reference", ["ssm:/acme/none", "secretsmanager:acme/none"])
def test_what_does_not_exist_is_a_fault(sources, reference):
    told = fault_of(reference, sources)
    assert told == f"{reference} does not exist in this account and region"


@pytest.mark.parametrize(
    "reference", ["secretsmanager:acme/all#none", "secretsmanager:acme/all#port"]
)
def test_what_a_secret_does_not_have_is_a_fault(sources, reference):
    assert fault_of(reference, sources).startswith(f"{reference} is no text")


@pytest.mark.parametrize(
    "reference",
    ["ssm:weak", "secretsmanager:acme/text", "secretsmanager:acme/text#a"],
)
def test_a_secret_that_is_of_no_use_is_not_repeated(sources, reference):
    assert reference in fault_of(reference, sources)


def test_bytes_are_no_secret(sources):
    told = fault_of("secretsmanager:acme/bytes", sources)
    assert told == "secretsmanager:acme/bytes holds bytes and no text"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("AccessDeniedException", "you may not read ssm:/acme/web: AWS denies access"),
        ("ValidationException", "ssm:/acme/web cannot be read: AWS answers ValidationException"),
    ],
)
def test_what_aws_refuses_is_a_fault(ssm, sources, code, told):
    refusing(ssm, "GetParameter", code)
    assert fault_of("ssm:/acme/web", sources) == told


def test_an_outage_is_no_fault_of_the_document(ssm, sources):
    refusing(ssm, "GetParameter", "InternalServerError")
    with pytest.raises(ssm.exceptions.ClientError):
        resolve("ssm:/acme/web", sources)


def test_a_secret_is_asked_for_once_however_many_refer_to_it(vault, sources):
    ask = partial(resolve, secrets=sources)
    with counting(vault) as counter:
        for _ in range(3):
            assert ask("secretsmanager:acme/all#web") == STRONG
    assert counter.calls == 1


def test_nothing_is_asked_for_that_no_document_names(ssm, vault, sources):
    with counting(ssm, vault) as counter:
        require_sound([a_document()], sources)
        assert dict(sources) == SECRETS
    assert counter.calls == 0
