"""A journal that a test can read."""


class Notes:
    """Keeps the promise of `Journal`."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, dict[str, object]]] = []

    def correlate(self, request_id: str | None) -> None:
        """Every test is read as a whole."""

    def note(self, event: str, **facts: object) -> None:
        self.lines.append((event, facts))

    def events(self) -> list[str]:
        return [event for event, _ in self.lines]
