"""The journal writes JSON that operators can search, and nothing that is secret."""

import io
import json
import subprocess
import sys

import pytest

from chalicelib.adapters.journal import PowertoolsJournal
from chalicelib.adapters.system import Threads


@pytest.fixture
def lines(request):
    stream = io.StringIO()
    # Loggers live as long as the process: each test has a service of its own.
    journal = PowertoolsJournal(service=request.node.name, stream=stream)
    yield journal, lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    journal.correlate(None)


def test_an_event_is_one_line_of_json_with_its_facts(lines):
    journal, written = lines
    journal.correlate("req-1")
    journal.note("upstream_failed", tenant="acme", reason='down "again"\nand again', tries=2)
    (line,) = written()
    assert line["message"] == "upstream_failed"
    assert line["correlation_id"] == "req-1"
    assert line["facts"] == {"tenant": "acme", "reason": 'down "again"\nand again', "tries": 2}


def test_events_of_started_threads_name_the_same_request(lines):
    journal, written = lines
    journal.correlate("req-2")
    Threads()(lambda: journal.note("one"), lambda: journal.note("two"))
    assert [line["correlation_id"] for line in written()] == ["req-2", "req-2"]


@pytest.mark.parametrize(
    "name",
    ["token", "code", "secret", "email", "client_secret", "codeVerifier", "id_token_hint"],
)
def test_a_fact_named_like_a_secret_is_withheld(lines, name):
    journal, written = lines
    journal.note("refused", **{name: "s3cret"})
    assert written()[0]["facts"] == {name: "(withheld)"}


def test_a_fact_may_have_any_name_and_any_length(lines):
    journal, written = lines
    journal.note("refused", error_code="invalid_grant", message="m", level=1, args="x" * 5000)
    (line,) = written()
    assert line["level"] == "INFO"
    assert line["facts"]["error_code"] == "invalid_grant"
    assert len(line["facts"]["args"]) < 1010


def test_a_level_above_info_keeps_the_journal_quiet(request):
    stream = io.StringIO()
    PowertoolsJournal(level="ERROR", service=request.node.name, stream=stream).note("seen")
    assert stream.getvalue() == ""


def test_making_a_journal_imports_nothing():
    script = (
        "import sys; from chalicelib.adapters.journal import PowertoolsJournal; "
        "PowertoolsJournal(); print([m for m in sys.modules if 'powertools' in m])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
