"""Names of hosts as documents write them: in lower case, and in ASCII (RFC 5890 section 2.3)."""

import unicodedata
from urllib.parse import SplitResult

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
#: A name, an IPv4 address or an IPv6 one, and a port; what a number may be is checked elsewhere.
AUTHORITY = r"(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?"
_FULL_STOP = "\u3002"  # read as a dot by browsers, and so are its narrow and the wide Latin one


def plain_form(name: str) -> str:
    """How a document writes this name: what browsers read wide and narrow letters as, too."""
    labels = unicodedata.normalize("NFKC", name).lower().replace(_FULL_STOP, ".").split(".")
    return ".".join(map(_ascii, labels))


def wrong_host(parts: SplitResult) -> str | None:
    """What is wrong with how an address writes its host, with the form to write instead."""
    written = parts.netloc.rpartition("@")[2]
    plain = plain_form(written)
    if parts.scheme not in ("http", "https") or written == plain:
        return None
    return f"write the host in lower case and in ASCII: {plain}"


def _ascii(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}"
