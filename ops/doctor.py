"""`vestibule doctor`: whether everything that a broker needs is there and answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from urllib.error import URLError
from urllib.request import urlopen

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.dynamodb.key_rings import DynamoKeyRingStore
from chalicelib.adapters.dynamodb.tenant_names import DynamoTenantNames
from chalicelib.tenancy.ports import StorageUnavailable
from chalicelib.tenancy.premises import in_house_of
from chalicelib.tokens.key_ports import KeyKeeperFailed
from chalicelib.tokens.keys import USUAL_ALGORITHM, KeyRing, KeyStage, SigningKey
from ops.key_lines import enabling, remedy
from ops.publish import Destination
from ops.report import Report, counted
from ops.surroundings import NoSurroundings, Surroundings

_PATIENCE = 5  # seconds


class Unwell(Exception):
    """What is wrong, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    told: str

    def __str__(self) -> str:
        return f"{'ok     ' if self.ok else 'PROBLEM'}  {self.what}: {self.told}"


def examine(find: Callable[[], Surroundings], environ: Mapping[str, str]) -> Report:
    """Look at everything; what is wrong in one place does not hide what is wrong in another."""
    findings = tuple(_findings(find, environ))
    return Report(
        ok=all(finding.ok for finding in findings),
        lines=tuple(map(str, findings)),
        described={"findings": [asdict(finding) for finding in findings]},
    )


def _findings(find: Callable[[], Surroundings], environ: Mapping[str, str]) -> Iterator[Finding]:
    yield look("environment", lambda: _environment(environ))
    try:
        surroundings = find()
    except (NoSurroundings, BotoCoreError, ClientError) as error:
        yield Finding(what="broker", ok=False, told=str(error))
        return
    yield Finding(what="broker", ok=True, told=surroundings.name)
    destination = surroundings.destination
    yield look("table", lambda: _table(destination))
    if surroundings.local is None:  # the pretend AWS makes tables without these
        yield look("expiry", lambda: _expiry(destination))
        yield look("backups", lambda: _backups(destination))
    yield look("secrets key", lambda: _secrets_key(destination))
    yield look("signing keys", lambda: _signing_keys(destination))
    yield look("answers", lambda: _answers(destination.public_url))


def look(what: str, at: Callable[[], str]) -> Finding:
    """What is found there; `at` tells of it, or raises Unwell or what AWS says."""
    try:
        return Finding(what=what, ok=True, told=at())
    except (Unwell, StorageUnavailable, BotoCoreError, ClientError) as error:
        return Finding(what=what, ok=False, told=str(error))


def _environment(environ: Mapping[str, str]) -> str:
    if environ.get("AUTHLIB_INSECURE_TRANSPORT"):
        raise Unwell("unset AUTHLIB_INSECURE_TRANSPORT: it switches off checks, and nothing starts")
    return "nothing in it weakens the broker"


def _table(destination: Destination) -> str:
    table = destination.dynamodb().describe_table(TableName=destination.table)["Table"]
    keys = [key["AttributeName"] for key in table["KeySchema"]]
    if keys != ["pk", "sk"]:
        raise Unwell(f"{destination.table} has the keys {keys}: it is not a broker's table")
    if table["TableStatus"] not in ("ACTIVE", "UPDATING"):
        raise Unwell(f"{destination.table} is {table['TableStatus']}")
    return f"{destination.table} is {table['TableStatus'].lower()}"


def _expiry(destination: Destination) -> str:
    answer = destination.dynamodb().describe_time_to_live(TableName=destination.table)
    described = answer["TimeToLiveDescription"]
    if described.get("AttributeName") != "expires_at":
        raise Unwell("what has expired is never deleted; deploy the template again")
    return f"by {described['AttributeName']}"


def _backups(destination: Destination) -> str:
    answer = destination.dynamodb().describe_continuous_backups(TableName=destination.table)
    recovery = answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    if recovery["PointInTimeRecoveryStatus"] != "ENABLED":
        raise Unwell("nothing could be restored; deploy the template again")
    return "any second of the last weeks can be restored"


def _secrets_key(destination: Destination) -> str:
    key = destination.kms().describe_key(KeyId=destination.secrets_key)["KeyMetadata"]
    if key["KeyUsage"] != "ENCRYPT_DECRYPT":
        raise Unwell(f"{key['Arn']} cannot seal: its use is {key['KeyUsage']}")
    if key["KeyState"] != "Enabled":
        raise Unwell(
            f"{key['Arn']} is {key['KeyState']}: no upstream secret can be opened, no token be"
            f" refreshed, no wrapped key signs; {enabling(key['Arn'], key['KeyState'])}"
        )
    return f"{key['Arn']} is enabled"


def _signing_keys(destination: Destination) -> str:
    table, state_of = destination.open_table(), _remembering(destination.open_keeper().state_of)
    names, rings = tuple(DynamoTenantNames(table).all()), DynamoKeyRingStore(table)
    wrong = []
    for tenant in names:
        with in_house_of(tenant):
            ring = rings.load(tenant).ring
        wrong += [f"{tenant}: {problem}" for problem in _problems_of(ring, state_of)]
    if wrong:
        raise Unwell("; ".join(wrong))
    return f"{counted(len(names), 'tenant')} can sign"


def _problems_of(ring: KeyRing, state_of: Callable[[SigningKey], str]) -> Iterator[str]:
    """Of every key that signs, or is about to."""
    if ring.find_at(KeyStage.CURRENT, USUAL_ALGORITHM) is None:
        yield f"no key signs with {USUAL_ALGORITHM}; apply its document again"
    for key in ring.keys:
        if key.stage not in (KeyStage.NEXT, KeyStage.CURRENT):
            continue
        try:
            state = state_of(key)
        except KeyKeeperFailed as error:
            yield str(error)
        else:
            if state != "Enabled":
                yield remedy(key, state)


def _remembering(state_of: Callable[[SigningKey], str]) -> Callable[[SigningKey], str]:
    """Ask about each KMS key once, however many tenants hang on it."""
    known: dict[str, str] = {}

    def remembered(key: SigningKey) -> str:
        if key.kms_key_id not in known:
            known[key.kms_key_id] = state_of(key)
        return known[key.kms_key_id]

    return remembered


def _answers(public_url: str) -> str:
    try:
        with urlopen(f"{public_url}/healthz", timeout=_PATIENCE) as answer:
            return f"{public_url} answers {answer.status}"
    except (URLError, OSError, ValueError) as error:
        raise Unwell(f"{public_url} does not answer: {error}") from error
