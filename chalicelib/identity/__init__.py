"""Who the person is here: identities at connections, users of the tenant, their roles and sessions.

Decides; storage carries out. Nobody is ever joined to anybody else by an e-mail address.
"""
