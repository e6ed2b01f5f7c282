"""Authorization codes, and what remains of them: the record of the grant."""

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
    Presentation,
    judge_code,
)

#: No tenant document allows a token a longer life, and the last one starts when the code ends.
LONGEST_TOKEN_SECONDS = 3600

#: What `judge_code` demands, word for word but for PKCE.
_GOOD = (
    f"{EXISTS} AND #record.#client_id = :client_id"
    " AND attribute_not_exists(#record.#redeemed_at) AND #record.#expires_at > :now"
    " AND #record.#redirect_uri = :redirect_uri"
)
_PROVEN = "#record.#code_challenge = :challenge"
_UNPROTECTED = "attribute_not_exists(#record.#code_challenge)"
_REDEEM = "SET #record.#redeemed_at = :now, #redemption = :redemption"
_REVOKE = "SET #record.#revoked_at = if_not_exists(#record.#revoked_at, :now)"
_RELEASE = "REMOVE #record.#redeemed_at, #redemption"
_STILL_OURS = "#record.#redeemed_at = :then AND attribute_not_exists(#record.#revoked_at)"
_REDEEMED = "attribute_exists(#record.#redeemed_at)"


class DynamoCodes:
    """Keeps the promise of `Codes`."""

    def __init__(self, table: Table, entropy: Entropy) -> None:
        self._table = table
        self._entropy = entropy

    def redeem(self, tenant: TenantId, presented: Presentation, now: int) -> AuthorizationCode:
        """Consume the code in one conditional write and return it. Raises CodeRefused."""
        redemption = string(self._entropy.token())
        condition, values = _condition(presented, now)
        values[":redemption"] = redemption
        key = keys.code(tenant, presented.grant_id)
        outcome = self._table.write(update(key, _REDEEM, condition, values))
        code = find_record(AuthorizationCode, outcome.item)
        # When an answer is lost, the same request is sent again by itself and meets its own
        # redemption: that is this client redeeming once, not somebody replaying.
        was_ours = outcome.item is not None and outcome.item.get("redemption") == redemption
        if code is not None and (outcome.happened or was_ours):
            return code
        raise CodeRefused(judge_code(code, presented, now))

    def release(self, tenant: TenantId, code: AuthorizationCode) -> None:
        """Make a redeemed code good again, unless it was reused meanwhile."""
        if code.redeemed_at is not None:
            key, values = keys.code(tenant, code.grant_id), {":then": number(code.redeemed_at)}
            self._table.write(update(key, _RELEASE, _STILL_OURS, values))

    def revoke(self, tenant: TenantId, grant_id: str, now: int) -> None:
        """End what a redeemed code issued. Does nothing for a grant that is gone."""
        key = keys.code(tenant, grant_id)
        self._table.write(update(key, _REVOKE, _REDEEMED, {":now": number(now)}))


def new_code(tenant: TenantId, code: AuthorizationCode) -> Write:
    """Store a code, to be kept until the last token that it can issue has ended."""
    sweep_at = code.expires_at + LONGEST_TOKEN_SECONDS
    return put(item_of(keys.code(tenant, code.grant_id), code, sweep_at))


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
