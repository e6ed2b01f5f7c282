"""A backend for a frontend: the page has a cookie, the server behind it has the tokens.

`pages` signs people in and out, `proxy` asks the API for the page, `access` keeps the access token
good, `sessions` keeps everything, `logouts` hears from the issuer.
"""
