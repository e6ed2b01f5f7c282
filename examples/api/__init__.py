"""A tenant's API: it believes access tokens after checking them itself, offline.

`app` says what each route asks of a token; whether a token is true, of our issuer, for us and not
revoked is the business of `vestibule_verifier`.
"""
