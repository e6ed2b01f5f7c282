"""Who the person is here: identities at connections, users of the tenant, their roles and sessions.

Decides; storage carries out. Nobody is joined to anybody else by an e-mail address, unless their
tenant wants it and both providers run the mailbox.
"""
