"""Vestibule's functions, in the order a login happens.

``protocol``          what the RFCs say, knowing no tenant, no storage and no HTTP framework
``tenancy``           whose house this is: the tenant and its issuer
``clients``           the app that asks: who it is, and whether its request may be honoured
``upstream``          the provider that vouches: connections, attempts, assertions
``identity``          who the person is here: identities, users, sessions, roles
``tokens``            what we issue: codes, access tokens, ID tokens, and the keys that sign them
``resource_servers``  what those who rely on our tokens ask us: keys, claims
``flows``             one file per journey through all of the above
``endpoints``         the same journeys seen from HTTP; the only package that knows Chalice
``adapters``          what ports promise, kept by DynamoDB, KMS and the network, and by them alone
``wiring``            where promises meet those who keep them

``ambient`` is what every step asks of the world: the time, chance, a journal.
Arrows of import run from the bottom of this list upwards, never back.
"""
