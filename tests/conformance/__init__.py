"""What the OpenID Foundation's Config, Basic and Form Post OP plans check, seen as a client.

Each docstring names the requirement that its test proves: DISC and JWK (discovery, keys), AZ
(authorization endpoint), FPM (form post), TOK (token endpoint), IDT (ID token), UI (userinfo),
X (everywhere), and the suite's module where there is one.
"""
