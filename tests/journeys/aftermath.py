"""What happens once a request was answered: the relay and the delivery, as Lambda calls them."""

from typing import Any

from chalicelib.endpoints.batches import Answer
from chalicelib.wiring.functions import functions
from tests.fakes.invocation import Invocation
from tests.fakes.logouts import MemoryLogoutQueue
from tests.journeys.village import Village
from tests.support.stream import Stream

ALL_DONE: Answer = {"batchItemFailures": []}


class Aftermath:
    """Everything that follows by way of the stream and the queue. Nothing follows by itself."""

    def __init__(self, village: Village) -> None:
        self.queue = MemoryLogoutQueue()
        self._functions = functions(village.ports, self.queue, village.bridge)
        self._stream = Stream(village.destination.table)
        self._stream.drain()  # what was before is no news
        self._waiting: list[dict[str, Any]] = []

    def relay(self) -> Answer:
        """Relay what happened in the table, and what follows from that; stop at a failure."""
        while records := self._waiting + self._stream.drain():
            answer = self._functions.relay({"Records": records}, Invocation())
            if answer != ALL_DONE:
                self._waiting = records
                return answer
            self._waiting = []
        return ALL_DONE

    def deliver(self) -> Answer:
        """Deliver what waits in the queue; what failed waits on."""
        answer = self._functions.deliver({"Records": self.queue.records()}, Invocation())
        failed = {int(each["itemIdentifier"]) for each in answer["batchItemFailures"]}
        self.queue.bodies[:] = [body for at, body in enumerate(self.queue.bodies) if at in failed]
        return answer

    def settle(self) -> None:
        """All of it, and none of it fails."""
        assert self.relay() == ALL_DONE
        assert self.deliver() == ALL_DONE
