"""The AWS bill of a million, from counted calls.

List prices of us-east-1 in US dollars, without free tiers and savings plans. They are assumptions:
check them against AWS's price pages before you rely on a total.
"""

from dataclasses import dataclass
from typing import Final

MILLION: Final = 1_000_000

DYNAMODB_WRITE_UNIT: Final = 0.625 / MILLION  # on demand
DYNAMODB_READ_UNIT: Final = 0.125 / MILLION  # on demand
KMS_CALL: Final = 0.03 / 10_000  # RSA_2048 signatures, and symmetric keys
KMS_OTHER_SIGNATURE: Final = 0.15 / 10_000  # elliptic curves, and RSA keys of other sizes
KMS_KEY_MONTH: Final = 1.00  # enabled or disabled, until it is deleted
LAMBDA_REQUEST: Final = 0.20 / MILLION
LAMBDA_GB_SECOND: Final = 0.0000133334  # arm64
API_GATEWAY_REQUEST: Final = 3.50 / MILLION  # REST API

MEMORY_GB: Final = 1.0  # .chalice/config.json: lambda_memory_size
SHARE_OF_A_CORE: Final = 1024 / 1769  # Lambda gives a whole core at 1769 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one journey asks of AWS."""

    requests: int
    cpu_seconds: float
    kms_calls: int
    write_units: float
    read_units: float


def bill(cost: Cost) -> dict[str, float]:
    """Dollars for a million such journeys, by service.

    Lambda bills waiting, too: its line is what the CPU alone costs, a lower bound.
    """
    seconds = cost.cpu_seconds / SHARE_OF_A_CORE
    lines = {
        "API Gateway requests": cost.requests * API_GATEWAY_REQUEST,
        "Lambda requests": cost.requests * LAMBDA_REQUEST,
        "Lambda time, at least": seconds * MEMORY_GB * LAMBDA_GB_SECOND,
        "DynamoDB writes": cost.write_units * DYNAMODB_WRITE_UNIT,
        "DynamoDB reads": cost.read_units * DYNAMODB_READ_UNIT,
        "KMS calls": cost.kms_calls * KMS_CALL,
    }
    return {name: dollars * MILLION for name, dollars in lines.items()}
