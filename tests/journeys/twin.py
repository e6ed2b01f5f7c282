"""A second tenant that only a leading tenant in every key and check tells from the first."""

from collections.abc import Iterable, Iterator, Mapping

from ops.documents import Document, read_document

_ADDITION = """
[[clients]]
id = "twin-poster"
name = "A program that posts its secret"
authentication = "client_secret_post"
client_secret = "env:TWIN_POSTER_CLIENT_SECRET"
grant_types = ["client_credentials"]
scopes = ["orders:read", "orders:write"]
apis = ["https://api.acme.test"]
"""


def with_twins(documents: Iterable[Document]) -> Iterator[Document]:
    """The documents, and acme's twin when acme is among them."""
    for document in documents:
        yield document
        if document.table["id"] == "acme":
            yield _twin_of(document)


def at_domains(documents: Iterable[Document], domains: Mapping[str, str]) -> Iterator[Document]:
    """The documents, some of them of tenants that have a domain of their own."""
    for document in documents:
        domain = domains.get(str(document.table["id"]))
        text = f'domain = "{domain}"\n{document.text}' if domain else document.text
        yield read_document(document.file, text)


def _twin_of(acme: Document) -> Document:
    """The same ids of clients and connections, the same apps at the same upstreams, the same
    audience; but a tenant of its own, hence its own keys, and secrets of its own. It also asks
    Google's userinfo endpoint, which acme believes it need not.
    """
    text = acme.text
    for theirs, own in (
        ('id = "acme"', 'id = "twin"'),
        ('name = "Acme"', 'name = "Twin"'),
        ('kind = "google"', 'kind = "google"\nuserinfo = true'),
        ("env:ACME_WEB_", "env:TWIN_WEB_"),
        ("env:ACME_BFF_", "env:TWIN_BFF_"),
        ("env:ACME_JOBS_", "env:TWIN_JOBS_"),
        ("env:ACME_API_", "env:TWIN_API_"),
    ):
        assert theirs in text
        text = text.replace(theirs, own)
    return read_document("tenants/twin.toml", text + _ADDITION)
