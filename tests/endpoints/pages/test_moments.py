import pytest

from chalicelib.endpoints.pages.moments import how_long_ago, moment
from tests.endpoints.pages.reading import read

NOON = 1_792_000_000
DAY = 86_400


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (-30, "just now"),
        (-3 * DAY, "just now"),
        (0, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (3599, "59 minutes ago"),
        (3600, "1 hour ago"),
        (DAY - 1, "23 hours ago"),
        (DAY, "1 day ago"),
        (3 * DAY, "3 days ago"),
        (30 * DAY, "1 month ago"),
        (364 * DAY, "12 months ago"),
        (365 * DAY, "1 year ago"),
        (800 * DAY, "2 years ago"),
    ],
)
def test_the_largest_unit_that_has_passed_is_named(age: int, words: str) -> None:
    assert how_long_ago(NOON - age, NOON) == words


def test_a_moment_is_exact_for_people_and_for_programs() -> None:
    time = read(moment(0, 120)).one("time")

    assert time.attributes["datetime"] == "1970-01-01T00:00Z"
    assert time.text.endswith("(1 January 1970, 00:00 UTC)")
