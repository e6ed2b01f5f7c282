"""The DevTools protocol over a pair of pipes: JSON messages, each ended by a NUL."""

import json
import os
import select
import time
from typing import Any

Message = dict[str, Any]
PATIENCE = 20.0


class DevToolsError(Exception):
    """The browser refused a command, or said nothing in time."""


class DevTools:
    """One browser's wire; several tabs share it, each with its session id."""

    def __init__(self, commands: int, messages: int) -> None:
        self._commands = commands
        self._messages = messages
        self._unread = b""
        self._last_id = 0
        self.events: dict[str | None, list[Message]] = {}  # by session, oldest first

    def call(self, method: str, session: str | None = None, **parameters: Any) -> Message:
        """Send a command and return its result; events that come first are kept."""
        self._last_id += 1
        told: Message = {"id": self._last_id, "method": method, "params": parameters}
        if session is not None:
            told["sessionId"] = session
        self._write(json.dumps(told).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            message = self._read(deadline, method)
            if message.get("id") != self._last_id:
                self._keep(message)
            elif "error" in message:
                raise DevToolsError(f"{method}: {message['error']}")
            else:
                result: Message = message["result"]
                return result

    def _keep(self, message: Message) -> None:
        if "method" in message:
            self.events.setdefault(message.get("sessionId"), []).append(message)

    def _write(self, told: bytes) -> None:
        while told:
            told = told[os.write(self._commands, told) :]

    def _read(self, deadline: float, waiting_for: str) -> Message:
        while b"\0" not in self._unread:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._messages], [], [], max(0.0, left))
            read = os.read(self._messages, 65536) if ready else b""
            if not read:
                raise DevToolsError(f"{waiting_for}: the browser did not answer")
            self._unread += read
        text, _, self._unread = self._unread.partition(b"\0")
        message: Message = json.loads(text)
        return message
