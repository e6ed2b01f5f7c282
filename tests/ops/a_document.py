"""A small document that is sound, and the secrets that it refers to."""

from ops.documents import Document, read_document

TEXT = """\
id = "acme"
name = "Acme"

[[connections]]
id = "google"
kind = "google"
client_id = "acme-at-google"
client_secret = "env:GOOGLE_SECRET"

[[clients]]
id = "acme-web"
name = "Acme Shop"
client_secret = "env:WEB_SECRET"
redirect_uris = ["https://shop.acme.test/callback"]
scopes = ["openid", "email"]
"""
SECRETS = {"GOOGLE_SECRET": "what Google gave us", "WEB_SECRET": "w" * 43}


def a_document(text: str = TEXT, file: str = "acme.toml") -> Document:
    return read_document(file, text)
