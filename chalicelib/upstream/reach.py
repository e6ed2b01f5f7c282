"""What every dialect reaches for outside itself; one per process, shared by all tenants."""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.ambient import Clock
from chalicelib.upstream.keys import KeySets
from chalicelib.upstream.metadata import Discovery
from chalicelib.upstream.ports import Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The network, the time, and what providers publish about themselves.

    `locate` says where an address of the real world is found: elsewhere in the local stack only.
    """

    fetch: Fetch
    clock: Clock
    discovery: Discovery
    keys: KeySets
    locate: Callable[[str], str]

    @staticmethod
    def build(fetch: Fetch, clock: Clock, locate: Callable[[str], str]) -> "Reach":
        """With nothing remembered yet."""
        return Reach(
            fetch=fetch,
            clock=clock,
            discovery=Discovery(fetch, clock),
            keys=KeySets(fetch, clock),
            locate=locate,
        )
