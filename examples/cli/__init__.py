"""A tenant's command-line tool: it signs a person in through their browser (RFC 8252).

`login` does that, `store` keeps the tokens, `access` has one that is good for the next request.
"""
