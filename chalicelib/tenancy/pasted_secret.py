"""Recognises secrets pasted where none belongs, by the marks that their issuers give them.

A guess about any other text would refuse names and ids that are sound; so there is none.
"""

import re

_MARKS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|GOCSPX-[\w-]{10,}"  # Google, OAuth clients
    r"|AIza[\w-]{35}"  # Google, API keys
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"  # AWS
    r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*"  # a signed JWT
    r"|\b[\w~.-]{3}8Q~[\w~.-]{31,34}"  # Microsoft Entra
    r"|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22,}"
    r"|\bgl(?:pat|oas)-[\w-]{20,}"  # GitLab
    r"|\bxox[abeoprs]-[\w-]{10,}"  # Slack
    r"|\b[rs]k_live_[A-Za-z0-9]{16,}"  # Stripe
    r"|\bEAA[A-Za-z0-9]{40,}"  # Facebook, access tokens
    r"|\bSG\.[\w-]{16,}\.[\w-]{16,}"  # SendGrid
)

#: In the text of a picture anything may occur.
_PICTURE = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+")

TOLD = "looks like a secret: a document never holds one; replace it where it came from"


def is_secret(text: str) -> bool:
    """Whether the text has the mark of a secret."""
    return _MARKS.search(_PICTURE.sub("", text)) is not None
