"""One provider at work: its description, and all that it remembers between requests."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from ops.local.pretend.ambient import Clock, pause, system_clock
from ops.local.pretend.ask import Ask
from ops.local.pretend.keys import KeyRing, SigningKey
from ops.local.pretend.misbehaviour import Misbehaviour
from ops.local.pretend.shelf import Shelf
from ops.local.pretend.world import Person, Provider, World

CODE_SECONDS = 600
TOKEN_SECONDS = {"google": 3599, "oidc": 3600, "facebook": 5_183_944}
TOKEN_PREFIX = {"google": "ya29.", "oidc": "", "facebook": "EAA"}
SESSION_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A person who is signed in here, since when, and what is to go wrong with it."""

    person: Person
    auth_time: int
    word: Misbehaviour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a code or an access token stands for; `word` is the misbehaviour it carries."""

    ask: Ask
    signed_in: SignedIn

    @property
    def word(self) -> Misbehaviour | None:
        """What is to go wrong with this grant."""
        return self.signed_in.word


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """An access token's grant and the moment it was issued."""

    grant: Grant
    at: int


@dataclass(slots=True, kw_only=True)
class House:
    """A provider's own state; `misbehave` is what every sign-in does until it is taken back."""

    provider: Provider
    issuer: str
    clock: Clock
    nap: Callable[[], None]
    codes: Shelf[Grant]
    tokens: Shelf[Issued]
    sessions: Shelf[SignedIn]
    keys: KeyRing
    misbehave: Misbehaviour | None = None
    log: deque[dict[str, object]] = field(default_factory=lambda: deque(maxlen=200))


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a provider takes from outside: the time, a way to sleep, and its keys."""

    clock: Clock = system_clock
    pause: Callable[[float], None] = pause
    make_key: Callable[[], SigningKey] = SigningKey.make


def open_house(provider: Provider, world: World, around: Surroundings) -> House:
    """Move a provider in, with fresh keys and nothing remembered."""
    kind = provider.kind
    clock = around.clock
    return House(
        provider=provider,
        issuer=f"{world.base_url.rstrip('/')}/{provider.name}",
        clock=clock,
        nap=lambda: around.pause(world.slow_seconds),
        codes=Shelf(clock, seconds=CODE_SECONDS),
        tokens=Shelf(clock, seconds=TOKEN_SECONDS[kind], prefix=TOKEN_PREFIX[kind]),
        sessions=Shelf(clock, seconds=SESSION_SECONDS),
        keys=KeyRing(around.make_key),
    )
