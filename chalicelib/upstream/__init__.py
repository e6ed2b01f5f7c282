"""The provider that vouches: connections, pending sign-ins, and the assertions that come back.

Knows who asked (the authorization request travels with the attempt), not who the person is here.
"""
