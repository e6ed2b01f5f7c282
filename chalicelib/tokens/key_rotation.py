"""What happens next to a tenant's signing keys: a pure decision, one step at a time.

Nobody is told of a rotation. A verifier may go for two hours by the keys it fetched, so a key is
published for longer than that before it signs, and for as long as anything lives that it signed.
"""

from dataclasses import dataclass, replace

from chalicelib.tenancy.audit import Audited
from chalicelib.tenancy.model import KeyPolicy, KeyTier
from chalicelib.tokens.keys import USUAL_ALGORITHM, KeyRing, KeyStage, SigningKey
from chalicelib.tokens.status_list import LIFETIME

#: Seconds for which a verifier may go by what it fetched: API Gateway's authorizer does so.
VERIFIERS_REMEMBER = 2 * 3600
#: What was fetched may come out of an HTTP cache, which had it of a process that remembered it;
#: the rest is for clocks that differ.
MARGIN = 600
#: Seconds for which a key is published before it signs.
LEAD = VERIFIERS_REMEMBER + MARGIN
#: Seconds for which a key is published after it signed: no token lives as long as a status list,
#: and processes that remember the ring sign with the old key for another minute.
KEPT = LIFETIME + MARGIN

_DAY = 24 * 3600
_ENDED = frozenset({KeyStage.FORMER, KeyStage.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an operator asks for; keys are named by their ids, so that repeating it is harmless."""

    replace: frozenset[str] = frozenset()  # let their successors be made now
    withdraw: frozenset[str] = frozenset()  # believe nothing of them from now on


@dataclass(frozen=True, slots=True)
class Make:
    """Have KMS make a key for each algorithm, which begins its life at `stage`."""

    algorithms: tuple[str, ...]
    stage: KeyStage
    tier: KeyTier = KeyTier.DEDICATED


@dataclass(frozen=True, slots=True)
class Change:
    """Let keys be as described here; all of them in one write. `event` is told of the first."""

    keys: tuple[SigningKey, ...]
    event: Audited | None


@dataclass(frozen=True, slots=True)
class Disable:
    """Tell a key's keeper that we are done with it."""

    key: SigningKey


Step = Make | Change | Disable
NOTHING_ASKED = Wish()


def next_step(
    ring: KeyRing, policy: KeyPolicy, now: int, wish: Wish = NOTHING_ASKED
) -> Step | None:
    """The next step; None when nothing is due. After each step the ring is to be judged anew."""
    if not ring.published:
        # Nobody has fetched keys of this tenant yet: its first ones sign at once.
        return Make(policy.algorithms, KeyStage.CURRENT, policy.tier)
    steps = (
        _date(ring, now),
        _withdraw(ring, wish),
        *(_turn(_Turn(ring, name, policy, wish, now)) for name in policy.algorithms),
        _retire(ring, policy),
        _drop(ring, now),
        _disable(ring),
    )
    return next((step for step in steps if step is not None), None)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one algorithm's keys are judged by."""

    ring: KeyRing
    algorithm: str
    policy: KeyPolicy
    wish: Wish
    now: int

    def is_over(self, current: SigningKey) -> bool:
        """Whether the successor of the key that signs must be made."""
        days = self.policy.rotation_days
        is_old = days > 0 and self.now >= current.since + days * _DAY
        is_elsewhere = current.tier is not self.policy.tier
        return is_old or is_elsewhere or current.kid in self.wish.replace | self.wish.withdraw

    def make(self, stage: KeyStage) -> Make:
        """Have a key made for this algorithm, where the tenant wants its keys by now."""
        return Make((self.algorithm,), stage, self.policy.tier)


def _turn(turn: _Turn) -> Step | None:
    """Make a successor when it is time, and let it sign when everybody knows it."""
    current = turn.ring.find_at(KeyStage.CURRENT, turn.algorithm)
    waiting = turn.ring.find_at(KeyStage.NEXT, turn.algorithm)
    if current is None:
        return _first(turn, waiting)
    if waiting is None:
        return turn.make(KeyStage.NEXT) if turn.is_over(current) else None
    promoted = _moved(waiting, KeyStage.CURRENT)
    if current.kid in turn.wish.withdraw:
        withdrawn = _moved(current, KeyStage.WITHDRAWN)
        return Change((withdrawn, promoted), Audited.SIGNING_KEY_WITHDRAWN)
    if waiting.tier is not turn.policy.tier:  # it never signed; one of the other tier will
        return Change((_moved(waiting, KeyStage.FORMER),), Audited.SIGNING_KEY_DROPPED)
    if turn.now >= waiting.since + LEAD:
        retired = _moved(current, KeyStage.RETIRED)
        return Change((promoted, retired), Audited.SIGNING_KEY_PROMOTED)
    return None


def _first(turn: _Turn, waiting: SigningKey | None) -> Step | None:
    """Nothing signs with this algorithm. Without the usual one nobody can sign in: no waiting."""
    is_usual = turn.algorithm == USUAL_ALGORITHM
    if waiting is None:
        return turn.make(KeyStage.CURRENT if is_usual else KeyStage.NEXT)
    if is_usual or turn.now >= waiting.since + LEAD:
        return Change((_moved(waiting, KeyStage.CURRENT),), Audited.SIGNING_KEY_PROMOTED)
    return None


def _date(ring: KeyRing, now: int) -> Step | None:
    """A stage counts from when a key was seen there, never from when it was meant to get there.

    Whoever moves a key may be held up before the write happens: a laptop sleeps, a function is
    frozen. Dated afterwards, nothing signs too early and nothing goes too soon.
    """
    dated = tuple(replace(key, since=now) for key in ring.keys if key.since == 0)
    return Change(dated, None) if dated else None


def _withdraw(ring: KeyRing, wish: Wish) -> Step | None:
    """What signs is withdrawn by its successor, everything else at once."""
    for key in ring.keys:
        is_ended = key.stage in {KeyStage.CURRENT, KeyStage.WITHDRAWN}
        if key.kid in wish.withdraw and not is_ended:
            return Change((_moved(key, KeyStage.WITHDRAWN),), Audited.SIGNING_KEY_WITHDRAWN)
    return None


def _retire(ring: KeyRing, policy: KeyPolicy) -> Step | None:
    """An algorithm that the tenant does not want any more."""
    for key in ring.keys:
        if key.algorithm in policy.algorithms:
            continue
        if key.stage is KeyStage.CURRENT:
            return Change((_moved(key, KeyStage.RETIRED),), Audited.SIGNING_KEY_RETIRED)
        if key.stage is KeyStage.NEXT:
            return Change((_moved(key, KeyStage.FORMER),), Audited.SIGNING_KEY_DROPPED)
    return None


def _drop(ring: KeyRing, now: int) -> Step | None:
    for key in ring.keys:
        if key.stage is KeyStage.RETIRED and now >= key.since + KEPT:
            return Change((_moved(key, KeyStage.FORMER),), Audited.SIGNING_KEY_DROPPED)
    return None


def _disable(ring: KeyRing) -> Step | None:
    key = next(filter(is_idle, ring.keys), None)
    return Disable(key) if key else None


def is_idle(key: SigningKey) -> bool:
    """Whether a key's keeper can still do something about its end."""
    match key.tier:
        case KeyTier.DEDICATED:
            has_ended = key.stage in _ENDED
        case KeyTier.SHARED:  # others go on with it, unless it is compromised
            has_ended = key.stage is KeyStage.WITHDRAWN
        case KeyTier.WRAPPED:  # what could sign was forgotten when it ended
            has_ended = False
    return has_ended and key.disabled_at is None


def _moved(key: SigningKey, stage: KeyStage) -> SigningKey:
    """A wrapped key that ends is forgotten by the same write."""
    wrapped = None if stage in _ENDED else key.wrapped
    return replace(key, stage=stage, since=0, wrapped=wrapped)
