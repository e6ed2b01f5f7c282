"""What anybody would expect of a refresh family, told without storage and without our verdicts."""

from dataclasses import dataclass, field
from enum import Enum, auto

from chalicelib.clients.model import Client
from chalicelib.clients.refresh import Rotation
from chalicelib.tenancy.model import Lifetimes
from chalicelib.tenancy.status import StatusIndex

LIFETIMES = Lifetimes()
OUTAGE_GRACE = 600
MOST_LATE = 4


class Answer(Enum):
    """What a token is met with."""

    NEXT = auto()  # it is used up, and followed by the next
    SAME = auto()  # it is used, and stays
    AGAIN = auto()  # it was used up a moment ago, and is followed by the same as then
    NOTHING = auto()  # it is refused, and nothing happens
    THE_END = auto()  # it is refused, and everything ends

    @property
    def uses(self) -> bool:
        return self in {Answer.NEXT, Answer.SAME}

    @property
    def issues(self) -> bool:
        return self.uses or self is Answer.AGAIN


@dataclass
class Browser:
    """A session. Nothing of a bound line outlives it."""

    secret: str
    key: str
    expires_at: int
    idle_expires_at: int
    is_ended: bool = False

    def is_live(self, now: int) -> bool:
        return not self.is_ended and now < min(self.expires_at, self.idle_expires_at)


@dataclass(frozen=True)
class Handed:
    """An access token in somebody's hands."""

    place: StatusIndex
    roles: tuple[str, ...]


@dataclass
class Line:
    """A family, as whoever holds its tokens sees it."""

    client: Client
    browser: Browser
    code: str
    key: str
    stays: bool
    began_at: int
    texts: dict[int, str]
    handed: list[Handed]
    newest: int = 1
    is_ended: bool = False
    last_used_at: int = 0
    replaced_at: dict[int, int] = field(default_factory=dict)

    @property
    def expires_at(self) -> int:
        absolute = self.began_at + LIFETIMES.refresh_absolute
        return absolute if self.stays else min(absolute, self.browser.expires_at)

    def is_over(self, now: int) -> bool:
        idle = max(self.began_at, self.last_used_at) + LIFETIMES.refresh_idle
        return self.is_ended or now >= min(self.expires_at, idle)

    def answer(self, generation: int, now: int) -> Answer:
        """What a token of this generation is met with, if everybody behind it still stands."""
        if self.is_over(now):
            return Answer.NOTHING
        if generation == self.newest:
            rotates = self.client.refresh.rotation is Rotation.ROTATE
            return Answer.NEXT if rotates else Answer.SAME
        is_remembered = self.newest - generation <= MOST_LATE
        ends = self.replaced_at[generation] + self.client.refresh.retry_window
        return Answer.AGAIN if is_remembered and now < ends else Answer.THE_END

    def used(self, generation: int, answer: Answer, now: int) -> None:
        """Remember that a token was used."""
        self.last_used_at = now
        if answer is Answer.NEXT:
            self.replaced_at[generation] = now
            self.newest = generation + 1

    def excused(self, generation: int, now: int) -> None:
        """Remember that the answer to the latest use could not be signed."""
        if generation + 1 == self.newest:
            self.replaced_at[generation] = now + OUTAGE_GRACE
