"""Which keys an emergency is about, also when it is called out once more because AWS failed."""

from chalicelib.tokens.key_rotation import is_idle
from chalicelib.tokens.keys import KeyRing, KeyStage, SigningKey


def suspects(ring: KeyRing) -> tuple[SigningKey, ...]:
    """What signs; instead of a key that took over in a withdrawal which broke off, the withdrawn.

    So who does it again goes on with it, and spares the key that nobody suspected.
    """
    # The two moved in one write and were dated in another, so their times are the same.
    replaced = {(key.algorithm, key.since): key for key in _being_withdrawn(ring)}
    signing = (key for key in ring.keys if key.stage is KeyStage.CURRENT)
    return tuple(replaced.get((key.algorithm, key.since), key) for key in signing)


def _being_withdrawn(ring: KeyRing) -> list[SigningKey]:
    """Keys are disabled when all have been withdrawn: some may be done with before others."""
    withdrawn = [key for key in ring.keys if key.stage is KeyStage.WITHDRAWN]
    left = [key for key in withdrawn if key.since == 0 or is_idle(key)]
    began = min((key.since for key in left if key.since), default=None)
    if began is None:
        return left
    return [*left, *(key for key in withdrawn if began <= (key.disabled_at or 0))]
