"""Where references lead: the environment, SSM's parameters, Secrets Manager."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import cast

from botocore.exceptions import ClientError

from chalicelib.adapters.aws import AwsClient, aws_client
from ops.references import UnresolvedReference

_SSM: AwsClient = partial(aws_client, "ssm")
_SECRETS_MANAGER: AwsClient = partial(aws_client, "secretsmanager")
_MISSING = (
    "ParameterNotFound",
    "ParameterVersionNotFound",
    "ParameterVersionLabelNotFound",
    "ResourceNotFoundException",
)
_DENIED = ("AccessDeniedException", "AccessDenied", "KMSAccessDeniedException")
#: Its name is refused, it is about to be deleted, or the key that opens it is gone.
_UNUSABLE = (
    "ValidationException",
    "InvalidParameterException",
    "InvalidRequestException",
    "InvalidKeyId",
    "DecryptionFailure",
)


class SecretSources(Mapping[str, str]):
    """Every secret by its reference, and the environment's by the name of their variable.

    AWS is asked when a secret is first looked at, and once for each. Iterating tells the variables
    only. Looking raises UnresolvedReference for what AWS does not have or does not give.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        ssm: AwsClient = _SSM,
        secretsmanager: AwsClient = _SECRETS_MANAGER,
    ) -> None:
        self._environ = environ
        self._stores = {"ssm": ssm, "secretsmanager": secretsmanager}
        self._answers: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        source, _, place = name.partition(":")
        if not place or name in self._environ:
            return self._environ[name]
        stored, _, key = place.partition("#")
        whole = self._whole(source, stored)
        return _part(name, whole, key) if key else whole

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)

    def _whole(self, source: str, stored: str) -> str:
        place = f"{source}:{stored}"
        if place not in self._answers:
            try:
                self._answers[place] = _ASK[source](self._stores[source], stored)
            except ClientError as error:
                raise _explained(place, error) from error
        return self._answers[place]


def _parameter(ssm: AwsClient, name: str) -> str:
    answer = ssm().get_parameter(Name=name, WithDecryption=True)
    return str(answer["Parameter"]["Value"])


def _secret(secretsmanager: AwsClient, name: str) -> str:
    answer = secretsmanager().get_secret_value(SecretId=name)
    if "SecretString" not in answer:
        raise UnresolvedReference(f"secretsmanager:{name} holds bytes and no text")
    return str(answer["SecretString"])


_ASK: Mapping[str, Callable[[AwsClient, str], str]] = {
    "ssm": _parameter,
    "secretsmanager": _secret,
}


def _part(reference: str, whole: str, key: str) -> str:
    try:
        values = json.loads(whole)
    except ValueError:
        values = None
    value = values.get(key) if isinstance(values, dict) else None
    if not isinstance(value, str) or not value:
        # What is there is not repeated: it is a secret.
        raise UnresolvedReference(f"{reference} is no text: it must be JSON with the key {key}")
    return value


def _explained(place: str, error: ClientError) -> Exception:
    """What a document's author can do something about; anything else stays what it is."""
    code: str = error.response["Error"]["Code"]
    if code in _MISSING:
        return UnresolvedReference(f"{place} does not exist in this account and region")
    if code in _DENIED:
        return UnresolvedReference(f"you may not read {place}: AWS denies access")
    if code in _UNUSABLE:
        return UnresolvedReference(f"{place} cannot be read: AWS answers {code}")
    return cast("Exception", error)
