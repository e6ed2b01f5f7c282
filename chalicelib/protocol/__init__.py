"""What the RFCs say: errors, parameters, redirects, PKCE, metadata.

Owns the vocabulary of OAuth 2.0 and OpenID Connect. Knows no tenant, no storage, no HTTP framework.
"""
