"""All faults of all documents are told at once, each where it is."""

import pytest

from ops.documents import FaultyDocuments
from ops.validate import require_sound
from tests.ops.a_document import SECRETS, TEXT, a_document

NO_REFERENCE = (
    "write a reference (env:NAME, ssm:NAME or secretsmanager:NAME), never the secret itself"
)
FIVE_MISTAKES = """\
id = "Acme"
name = "Acme"

[[connections]]
id = "google"
kind = "gogle"
client_id = "acme-at-google"
client_secret = "GOCSPX-oops-the-secret"

[[clients]]
id = "acme-web"
name = "Acme Shop"
client_secret = "env:WEB_SECRET"
redirect_uris = [
  "https://shop.acme.test/callback",
  "https://*.acme.test/callback",
]
redirect_urls = []
"""


def faults_of(*documents, environ=None) -> list[tuple[int, str, str]]:
    with pytest.raises(FaultyDocuments) as faulty:
        require_sound(documents, environ)
    return [(fault.line, fault.path, fault.message) for fault in faulty.value.faults]


def test_five_mistakes_are_five_faults_in_the_order_of_the_lines():
    faults = faults_of(a_document(FIVE_MISTAKES))
    assert [(line, path) for line, path, _ in faults] == [
        (1, "id"),
        (6, "connections[0].kind"),
        (8, "connections[0].client_secret"),
        (16, "clients[0].redirect_uris[1]"),
        (18, "clients[0].redirect_urls"),
    ]
    messages = [message for *_, message in faults]
    assert "lower-case" in messages[0]
    assert "did you mean google?" in messages[1]
    assert messages[2] == NO_REFERENCE
    assert "wildcard" in messages[3]
    assert "did you mean redirect_uris?" in messages[4]


@pytest.mark.parametrize("kind", ["connections", "clients"])
@pytest.mark.parametrize(
    "written",
    [
        *('"hunter2hunter2"', '"env:"', '"env:A B"', '"$ENV"', '"vault:x"', "7"),
        *('"ssm:"', '"ssm:a b"', '"ssm:a#b"', '"secretsmanager:"', '"secretsmanager:a#"'),
    ],
)
def test_what_is_no_reference_is_refused_and_not_repeated(kind, written):
    was = {"connections": "GOOGLE_SECRET", "clients": "WEB_SECRET"}[kind]
    text = TEXT.replace(f'"env:{was}"', written)
    ((_, path, message),) = faults_of(a_document(text))
    assert path == f"{kind}[0].client_secret"
    assert message == NO_REFERENCE


@pytest.mark.parametrize("written", ['"env:A"', '"ssm:/a/b.c"', '"secretsmanager:a/b#c"'])
def test_a_reference_says_where_its_secret_is_kept(written):
    require_sound([a_document(TEXT.replace('"env:WEB_SECRET"', written))])


def test_a_connection_has_one_secret():
    text = TEXT.replace('"env:GOOGLE_SECRET"', '["env:A"]')
    assert faults_of(a_document(text)) == [(8, "connections[0].client_secret", NO_REFERENCE)]


def test_of_two_secrets_the_wrong_one_is_named_with_its_line_and_not_repeated():
    text = TEXT.replace('"env:WEB_SECRET"', '[\n  "env:WEB_SECRET",\n  "hunter2hunter2",\n]')
    ((line, path, message),) = faults_of(a_document(text))
    assert (line, path, message) == (15, "clients[0].client_secret[1]", NO_REFERENCE)


@pytest.mark.parametrize("written", ["[]", '["env:A", "env:B", "env:C"]', '["env:A", "env:A"]'])
def test_a_client_has_one_or_two_secrets(written):
    text = TEXT.replace('"env:WEB_SECRET"', written)
    ((line, path, _),) = faults_of(a_document(text))
    assert (line, path.removesuffix("[1]")) == (13, "clients[0].client_secret")


def test_a_sound_document_needs_its_secrets_only_where_it_is_published():
    require_sound([a_document()])
    require_sound([a_document()], SECRETS)
    assert faults_of(a_document(), environ={}) == [
        (
            8,
            "connections[0].client_secret",
            "the environment variable GOOGLE_SECRET is not set",
        ),
        (13, "clients[0].client_secret", "the environment variable WEB_SECRET is not set"),
    ]


def test_a_secret_that_the_wire_cannot_carry_is_refused():
    ((*_, message),) = faults_of(a_document(), environ={**SECRETS, "WEB_SECRET": "ü" * 40})
    assert "printable ASCII" in message
    ((*_, message),) = faults_of(a_document(), environ={**SECRETS, "GOOGLE_SECRET": "x" * 5000})
    assert "4096 bytes" in message


def test_two_documents_cannot_be_one_tenant():
    ((line, path, message),) = faults_of(a_document(file="a.toml"), a_document(file="b.toml"))
    assert (line, path, message) == (1, "id", "acme is already the tenant of a.toml")


def test_what_is_missing_is_told_where_its_table_begins():
    text = TEXT.replace('name = "Acme Shop"\n', "").replace('id = "acme"\n', "")
    assert faults_of(a_document(text)) == [
        (1, "id", "is required"),
        (9, "clients[0].name", "is required"),
    ]


PASTED = "GOCSPX-oops-the-secret"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        (f"# {PASTED}\n{TEXT}", 1),
        (TEXT.replace('"env:GOOGLE_SECRET"', f'"env:GOOGLE_SECRET" # {PASTED}'), 8),
        (TEXT.replace('"env:WEB_SECRET"', f'[\n  "env:WEB_SECRET", # {PASTED}\n]'), 14),
    ],
)
def test_a_secret_in_a_comment_is_refused_with_its_line_and_not_repeated(written, line):
    """The text is stored as it is, and shown by `export` to whoever may read tenants."""
    ((found, path, message),) = faults_of(a_document(written))
    assert (found, path) == (line, "")
    assert "looks like a secret" in message


def test_a_comment_in_a_text_is_none():
    require_sound([a_document(f"# see # ssm:/acme\n{TEXT}")])


def test_a_comment_steers_no_terminal_that_it_is_exported_to():
    ((line, path, message),) = faults_of(a_document(f"{TEXT}# \x9b2J"))
    assert (line, path) == (TEXT.count("\n") + 1, "")
    assert message == "must be a comment without control characters"
