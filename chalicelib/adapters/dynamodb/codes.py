"""Authorization codes, and what remains of them: which family they began."""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import NULL, Attribute, number, string
from chalicelib.adapters.dynamodb.records import EXISTS, find_record, item_of
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write, put, update
from chalicelib.ambient import Entropy
from chalicelib.tenancy.model import TenantId
from chalicelib.tokens.code import (
    AuthorizationCode,
    CodeRefused,
    CodeVerdict,
    Presentation,
    judge_code,
)

#: How long a used code is remembered, so that its reuse ends the family that it began.
_REMEMBERED = 24 * 3600

#: What `judge_code` demands, word for word but for PKCE.
_GOOD = (
    f"{EXISTS} AND #record.#client_id = :client_id"
    " AND attribute_not_exists(#record.#redeemed_at) AND #record.#expires_at > :now"
    " AND #record.#redirect_uri = :redirect_uri"
)
_PROVEN = "#record.#code_challenge = :challenge"
_UNPROTECTED = "attribute_not_exists(#record.#code_challenge)"
_REDEEM = (
    "SET #record.#redeemed_at = :now, #record.#family_key = :family_key, #redemption = :redemption"
)
_RELEASE = "REMOVE #record.#redeemed_at, #record.#family_key, #redemption"
_STILL_OURS = "#record.#family_key = :family_key AND attribute_not_exists(#reused_at)"
_MARK_REUSED = "SET #reused_at = if_not_exists(#reused_at, :now)"


class DynamoCodes:
    """Keeps the promise of `Codes`."""

    def __init__(self, table: Table, entropy: Entropy) -> None:
        self._table = table
        self._entropy = entropy

    def redeem(self, tenant: TenantId, presented: Presentation, now: int) -> AuthorizationCode:
        """Consume the code in one conditional write and return it. Raises CodeRefused."""
        redemption = string(self._entropy.token())
        condition, values = _condition(presented, now)
        values |= {":redemption": redemption, ":family_key": string(presented.family_key)}
        key = keys.code(tenant, presented.key)
        outcome = self._table.write(update(key, _REDEEM, condition, values))
        code = find_record(AuthorizationCode, outcome.item)
        # When an answer is lost, the same request is sent again by itself and meets its own
        # redemption: that is this client redeeming once, not somebody replaying.
        was_ours = outcome.item is not None and outcome.item.get("redemption") == redemption
        if code is not None and (outcome.happened or was_ours):
            return code
        verdict = judge_code(code, presented, now)
        if verdict is CodeVerdict.REUSED:
            self._table.write(update(key, _MARK_REUSED, EXISTS, {":now": number(now)}))
        raise CodeRefused(verdict, code.family_key if code else None)

    def release(self, tenant: TenantId, code: AuthorizationCode) -> None:
        """Make a redeemed code good again, unless it was reused meanwhile."""
        if code.family_key is not None:
            key, values = keys.code(tenant, code.key), {":family_key": string(code.family_key)}
            self._table.write(update(key, _RELEASE, _STILL_OURS, values))


def new_code(tenant: TenantId, code: AuthorizationCode) -> Write:
    """Store a code."""
    return put(item_of(keys.code(tenant, code.key), code, _sweep_at(code)))


def listed_code(tenant: TenantId, code: AuthorizationCode) -> Write:
    """List a code among everything of its person, for as long as it says something about them."""
    place = keys.code_of_user(tenant, code.user_id, code.key)
    listed = {name: dict(part) for name, part in place.items()}
    return put({**listed, "expires_at": number(_sweep_at(code))})


def _sweep_at(code: AuthorizationCode) -> int:
    return code.expires_at + _REMEMBERED


def _condition(presented: Presentation, now: int) -> tuple[str, dict[str, Attribute]]:
    uri = presented.redirect_uri
    values = {
        ":client_id": string(presented.client_id),
        ":now": number(now),
        ":redirect_uri": NULL if uri is None else string(uri),
    }
    if presented.challenge is None:
        # RFC 9700 section 4.8.2: a code without a challenge takes no verifier, and no other does.
        return f"{_GOOD} AND {_UNPROTECTED}", values
    return f"{_GOOD} AND {_PROVEN}", {**values, ":challenge": string(presented.challenge)}
