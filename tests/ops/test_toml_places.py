"""A fault is shown with the line where its value is, however the TOML is written."""

from pathlib import Path

import pytest

from ops.toml_places import layout_of, line_at

TEXT = '''\
# 1: a comment with "quotes" and [brackets]
id = "acme" # and another
"odd.key" = 1
words = """
[not a table]
id = "not a key"\\
""""
clients.defaults.pkce = "required"

[[apis]]
audience = 'a"]b' # 11

  [ apis . scopes ] # 13
  "orders:read" = "x"

[[apis]]
name = "two"
list = [ # 18
  "one", "two", # 19
  # a comment
  [ "deep",
    """many
lines""", 2021-05-27 07:32:00 ],
]
table = { a = 1, b = { c = [1,
  2] } } # 26
[apis.scopes]
read = "z"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("id", 2),
        ("odd.key", 3),
        ("words", 4),
        ("clients.defaults.pkce", 8),
        ("clients", 8),
        ("apis", 10),
        ("apis[0]", 10),
        ("apis[0].audience", 11),
        ("apis[0].scopes", 13),
        ("apis[0].scopes.orders:read", 14),
        ("apis[1]", 16),
        ("apis[1].list", 18),
        ("apis[1].list[0]", 19),
        ("apis[1].list[1]", 19),
        ("apis[1].list[2]", 21),
        ("apis[1].list[2][0]", 21),
        ("apis[1].list[2][1]", 22),
        ("apis[1].list[2][2]", 23),
        ("apis[1].table.b.c[1]", 26),
        ("apis[1].scopes", 27),
        ("apis[1].scopes.read", 28),
    ],
)
def test_every_value_has_its_line(path, line):
    assert layout_of(TEXT).lines[path] == line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("apis[1].audience", 16),
        ("apis[0].scopes.write", 13),
        ("apis[1].list[7]", 18),
        ("name", 1),
        ("", 1),
    ],
)
def test_what_is_missing_has_the_line_of_what_it_is_missing_from(path, line):
    assert line_at(layout_of(TEXT).lines, path) == line


@pytest.mark.parametrize("file", ["pyproject.toml", "tenants/acme.toml", "tenants/globex.toml"])
def test_whole_files_are_walked_to_their_end(file):
    text = Path(file).read_text()
    lines = layout_of(text).lines
    written = text.splitlines()
    tables = {path: line for path, line in lines.items() if path.endswith("]") is False}
    for path, line in tables.items():
        assert path.rpartition(".")[2] in written[line - 1]


def test_every_comment_has_its_line_and_nothing_else_is_one():
    comments = layout_of(TEXT + 'last = "# no" # 29').comments
    assert sorted(comments) == [1, 2, 11, 13, 18, 19, 20, 26, 29]
    assert comments[13] == " 13"


def test_a_table_that_only_headers_below_it_name_is_where_the_first_of_them_is():
    lines = layout_of('id = "acme"\n\n[aps.scopes]\nread = "x"\n[aps.names]\n[[client]]\n').lines
    assert [line_at(lines, path) for path in ("aps", "aps.names", "client[0]")] == [3, 5, 6]
