"""One signing key, told to people and to programs."""

from chalicelib.tenancy.model import KeyPolicy
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
        "stage": str(key.stage),
        "since": moment(key.since or None),
        "until": moment(ends_at),
        "kms_key": key.kms_key_id,
        "kms_state": state,
    }


def line_of(key: Described) -> str:
    """A key for people."""
    words = [
        f"{key['kid']}  {key['algorithm']}  {key['stage']:9}",
        f"since {key['since'] or 'unknown'}",
        *([f"until {key['until']}"] if key["until"] else []),
        f"{key['kms_key']} is {key['kms_state']}",
    ]
    return "  ".join(words)
