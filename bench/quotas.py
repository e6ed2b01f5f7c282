"""What AWS lets an account do, before anybody asks for more.

Defaults of one account in one region, as AWS publishes them. They differ by region and change:
Service Quotas in the console shows yours.
"""

from typing import Final

#: Signatures a second by all keys of a kind together, however many keys there are.
KMS_RSA: Final = 1_000
KMS_ELLIPTIC: Final = 1_000
#: Keys that an account may have, disabled ones included.
KMS_KEYS: Final = 100_000
#: What one partition of a table takes in a second; an item cannot be spread over several.
PARTITION_WRITE_UNITS: Final = 1_000
PARTITION_READ_UNITS: Final = 3_000
