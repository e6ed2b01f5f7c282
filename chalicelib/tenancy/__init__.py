"""Whose house this is: the tenant, its issuer, APIs and lifetimes, and the document that says so.

Knows nothing of clients, connections or people: their packages read their own parts of a document.
"""
