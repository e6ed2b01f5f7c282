"""One village for all measurements, warmed up."""

from tests.journeys.conftest import village

__all__ = ["village"]
