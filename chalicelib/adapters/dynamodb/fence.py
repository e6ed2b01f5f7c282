"""Only whoever claimed a tenant last may publish it: every write proves the claim as it happens.

A claim is never waited for and never expires. Whoever was overtaken cannot write any more, so
nothing of theirs can cover what the other publishes; whoever crashed stands in nobody's way.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.attributes import string
from chalicelib.adapters.dynamodb.codec import codec_of
from chalicelib.adapters.dynamodb.domains import DomainTaken, domain_in
from chalicelib.adapters.dynamodb.edition import Finished
from chalicelib.adapters.dynamodb.table import Table
from chalicelib.adapters.dynamodb.writes import Write, check, put, update
from chalicelib.tenancy.model import TenantId

_IS_MINE = "#claim = :claim"
_MOST_WRITES = 99  # beside the proof; DynamoDB takes a hundred in a transaction


class PublishedMeanwhile(Exception):
    """Somebody else published the same tenant at the same time; publishing again settles it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to publish a tenant, until somebody else claims it."""

    tenant: TenantId
    token: str


class Fence:
    """Writes that happen only while the claim holds. Every method raises PublishedMeanwhile."""

    def __init__(self, table: Table, claim: Claim) -> None:
        self._table = table
        self._claim = claim
        self._values = {":claim": string(claim.token)}

    def claim(self) -> None:
        """Overtake whoever publishes the tenant now."""
        place = keys.publication(self._claim.tenant)
        item = {name: dict(part) for name, part in place.items()}
        self._table.write(put(item | {"claim": string(self._claim.token)}))

    def write(self, groups: Iterable[list[Write]]) -> None:
        """Write everything in its order, each group at once. Raises DomainTaken as well."""
        for batch in _packed(groups):
            if refused := self._together(batch):
                raise self._obstacle(batch, refused)

    def attempt(self, *writes: Write) -> bool:
        """Write something at once, unless a condition of its own forbids it; whether it did."""
        refused = self._together(list(writes))
        if 0 in refused:
            raise PublishedMeanwhile(self._claim.tenant)
        return not refused

    def finish(self, finished: Finished) -> None:
        """Remember that nothing is left to be done."""
        values = {**self._values, ":record": {"M": codec_of(Finished).encode(finished)}}
        place = keys.publication(self._claim.tenant)
        if not self._table.write(update(place, "SET #record = :record", _IS_MINE, values)).happened:
            raise PublishedMeanwhile(self._claim.tenant)

    def _obstacle(self, batch: list[Write], refused: frozenset[int]) -> Exception:
        """Who lost their claim hears of that first: what else they wanted is of no account."""
        domains = [domain_in(batch[at - 1]) for at in refused if at]
        if 0 in refused or None in domains:
            return PublishedMeanwhile(self._claim.tenant)
        return DomainTaken(domains[0])

    def _together(self, writes: list[Write]) -> frozenset[int]:
        proof = check(keys.publication(self._claim.tenant), _IS_MINE, self._values)
        return self._table.write_together([proof, *writes])


def _packed(groups: Iterable[list[Write]]) -> Iterator[list[Write]]:
    """As few batches as possible that keep the order and divide no group."""
    batch: list[Write] = []
    for group in groups:
        if len(batch) + len(group) > _MOST_WRITES:
            yield batch
            batch = []
        batch = [*batch, *group]
    if batch:
        yield batch
