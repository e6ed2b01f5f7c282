"""A journal that a test can read."""


class Notes:
    """Keeps the promise of `Journal`."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []
        self._request_id: str | None = None
        self._request_ids: list[str | None] = []  # one for each line

    def correlate(self, request_id: str | None) -> None:
        """Name the request whose events follow. Every test is read as a whole, by one thread."""
        self._request_id = request_id

    def note(self, event: str, **facts: object) -> None:
        self.lines.append((event, facts))
        self._request_ids.append(self._request_id)

    def events(self) -> list[str]:
        return [event for event, _ in self.lines]

    def correlated(self, since: int = 0) -> list[str]:
        """The events from a line on that name the request that they belong to."""
        named = zip(self.events(), self._request_ids, strict=True)
        return [event for event, request_id in list(named)[since:] if request_id]
