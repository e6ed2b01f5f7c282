"""Files that are no documents say so, with the line, and without repeating what they hold."""

import os
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ops.documents import LARGEST, FaultyDocuments, load_documents

#: Keys that would take minutes to read.
ENDLESS = (
    ".".join("a" * 100_000),
    " . ".join(["'a'"] * 40_000),
    "\t.\t".join(['"a.b"'] * 20_000),
)


@pytest.fixture
def write(tmp_path):
    def write(text: str | bytes, name: str = "acme.toml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def faults_of(*paths: Path) -> list[str]:
    with pytest.raises(FaultyDocuments) as faulty:
        load_documents(paths)
    return [f"{fault.line}: {fault.message}" for fault in faulty.value.faults]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('id = "acme"\nname Acme\n', "2: Expected '=' after a key in a key/value pair"),
        ("id = 1\nid = 2\n", "2: Cannot overwrite a value"),
        ("[GOCSPX-oops-the-secret]\n" * 2, "2: looks like a secret"),
        ('id = "acme"\n\nlist = [1,\n', "4: "),
        (b"\xff\xfe", "1: is not UTF-8"),
        ("\ufeffid = 1", "1: begins with a byte order mark"),
        ("id = 1\nsize = " + "9" * 5000, "2: a number has too many digits"),
        ("# " + "x" * LARGEST, f"1: is larger than {LARGEST} bytes"),
        ("a = " + "[" * 5000, "1: "),
        ("a = " + "[" * 5000 + "]" * 5000, "1: is nested too deeply"),
        ("a = " + "{a = " * 5000 + "1" + "}" * 5000, "1: is nested too deeply"),
        *((f"{key} = 1", "1: is nested too deeply") for key in ENDLESS),
        *((f"[{key}]", "1: is nested too deeply") for key in ENDLESS),
        ("a = " + "1" * 5000, "1: a number has too many digits"),
    ],
)
def test_a_broken_file_is_one_fault_with_its_line(write, text, told):
    (fault,) = faults_of(write(text))
    assert fault.startswith(told)


@pytest.mark.parametrize("depth", [300, 330, 400])
def test_how_deep_is_too_deep_is_never_a_crash(write, depth):
    text = "a = " + "{a = " * depth + "1" + "}" * depth
    with suppress(FaultyDocuments):
        load_documents([write(text)])


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    assert faults_of(tmp_path / "none.toml") == ["1: No such file or directory"]


@contextmanager
def as_somebody_ordinary():
    """Root may read everything."""
    us = os.geteuid()
    if us == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(us)


@pytest.mark.parametrize("named", [".", "acme.toml"])
def test_a_directory_that_may_not_be_entered_is_a_fault(write, tmp_path, named):
    closed = write("", "closed/acme.toml").parent
    closed.chmod(0)
    try:
        with as_somebody_ordinary():
            assert faults_of(closed / named) == ["1: Permission denied"]
    finally:
        closed.chmod(0o700)


def test_every_broken_file_of_a_directory_is_reported(write, tmp_path):
    write("a", "a.toml")
    write("b", "b.toml")
    write('id = "fine"', "c.toml")
    assert len(faults_of(tmp_path)) == 2


def test_a_directory_means_the_toml_files_right_in_it(write, tmp_path):
    write('id = "b"', "b.toml")
    write('id = "a"', "a.toml")
    write("people", "notes.txt")
    write("no document", "local/people.toml")
    assert [document.table["id"] for document in load_documents([tmp_path])] == ["a", "b"]


def test_a_file_that_is_named_twice_is_one_document(write, tmp_path):
    named = write('id = "a"', "a.toml")
    assert len(load_documents([tmp_path, named, named])) == 1


def test_a_directory_without_documents_is_a_fault(tmp_path):
    assert faults_of(tmp_path) == ["1: has no *.toml documents"]
