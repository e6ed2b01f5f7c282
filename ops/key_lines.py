"""One signing key, told to people and to programs."""

from chalicelib.tenancy.model import KeyPolicy, KeyTier
from chalicelib.tokens.key_rotation import KEPT, LEAD
from chalicelib.tokens.keys import KeyStage, SigningKey
from ops.person_json import moment

_DAY = 24 * 3600
Described = dict[str, str | None]


def until(key: SigningKey, policy: KeyPolicy) -> int | None:
    """When a key leaves its stage by itself; None if it does not."""
    match key.stage:
        case KeyStage.NEXT:
            return key.since + LEAD
        case KeyStage.CURRENT if policy.rotation_days:
            return key.since + policy.rotation_days * _DAY
        case KeyStage.RETIRED:
            return key.since + KEPT
    return None


def describe_key(key: SigningKey, ends_at: int | None, state: str) -> Described:
    """A key for programs."""
    return {
        "kid": key.kid,
        "algorithm": key.algorithm,
        "tier": str(key.tier),
        "stage": str(key.stage),
        "since": moment(key.since or None),
        "until": moment(ends_at),
        "kms_key": key.kms_key_id,
        "kms_state": state,
    }


def line_of(key: Described) -> str:
    """A key for people."""
    words = [
        f"{key['kid']}  {key['algorithm']}  {key['stage']:9}  {key['tier']:9}",
        f"since {key['since'] or 'unknown'}",
        *([f"until {key['until']}"] if key["until"] else []),
        f"{key['kms_key']} is {key['kms_state']}",
    ]
    return "  ".join(words)


def remedy(key: SigningKey, state: str) -> str:
    """What to do about a key that must sign, and that KMS does nothing with in this state."""
    match key.tier:
        case KeyTier.WRAPPED:
            beyond = "; it also opens upstream secrets and the keys of refresh tokens"
        case KeyTier.SHARED:
            beyond = f", or rotate with --now --key={key.kid} here and wherever it is shared"
        case KeyTier.DEDICATED:
            beyond = f", or rotate with --now --key={key.kid}"
    return f"{key.kms_key_id} is {state}: {enabling(key.kms_key_id, state)}{beyond}"


def enabling(kms_key_id: str, state: str) -> str:
    """What brings a key of KMS back from a state."""
    enable = f"enable it (aws kms enable-key --key-id {kms_key_id})"
    if state != "PendingDeletion":
        return enable
    return f"cancel that (aws kms cancel-key-deletion --key-id {kms_key_id}), then {enable}"
