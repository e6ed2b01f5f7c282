"""What a presented refresh token deserves: a pure decision (RFC 9700 section 4.14.2)."""

from enum import StrEnum

from chalicelib.clients.refresh import RefreshPolicy, Rotation
from chalicelib.tokens.family import RefreshFamily


class RefreshVerdict(StrEnum):
    """What a presented token deserves."""

    ROTATE = "rotate"
    KEEP = "keep"  # the client's tokens are not rotated
    REPEAT = "repeat"  # the answer was lost: the same successor again
    UNKNOWN = "unknown"
    OTHER_CLIENT = "other_client"
    ENDED = "ended"
    EXPIRED = "expired"
    REPLAYED = "replayed"  # a thief or the owner, we cannot tell: the family ends

    @property
    def is_good(self) -> bool:
        """Whether tokens may be issued."""
        return self in {RefreshVerdict.ROTATE, RefreshVerdict.KEEP, RefreshVerdict.REPEAT}

    @property
    def writes(self) -> bool:
        """Whether the use must be written before tokens are handed out."""
        return self in {RefreshVerdict.ROTATE, RefreshVerdict.KEEP}


def judge_refresh(
    family: RefreshFamily | None,
    client_id: str,
    generation: int,
    policy: RefreshPolicy,
    now: int,
) -> RefreshVerdict:
    """Decide what a genuine token of this `generation` deserves.

    One that is older than the living token is good for as long as the retry window lasts: it gets
    the same successor as the first time, so nobody is logged out by an answer that was lost.
    """
    if family is None:
        return RefreshVerdict.UNKNOWN
    faults = (
        (family.client_id != client_id, RefreshVerdict.OTHER_CLIENT),
        (family.ended_at is not None, RefreshVerdict.ENDED),
        (not family.is_live(now), RefreshVerdict.EXPIRED),
        # Made, but not remembered: the table was restored from a backup. Harms nobody.
        (generation > family.generation, RefreshVerdict.UNKNOWN),
    )
    fault = next((verdict for is_so, verdict in faults if is_so), None)
    return fault or _judge_generation(family, generation, policy, now)


def _judge_generation(
    family: RefreshFamily, generation: int, policy: RefreshPolicy, now: int
) -> RefreshVerdict:
    if generation == family.generation:
        rotates = policy.rotation is Rotation.ROTATE
        return RefreshVerdict.ROTATE if rotates else RefreshVerdict.KEEP
    rotated_at = family.rotated_at(generation)
    if rotated_at is not None and now < rotated_at + policy.retry_window:
        return RefreshVerdict.REPEAT
    return RefreshVerdict.REPLAYED
