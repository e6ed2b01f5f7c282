"""How the tests here reach the pretend AWS."""

from pathlib import Path

REGION = "us-east-1"
ENDPOINT = f"https://cloudformation.{REGION}.amazonaws.com"
TEMPLATE = Path("infra/resources.yaml")
LOCAL = {
    "region_name": REGION,
    "aws_access_key_id": "local",
    "aws_secret_access_key": "local",
}
