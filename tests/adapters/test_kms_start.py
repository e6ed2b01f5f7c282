"""KMS costs nothing until something is signed."""

import subprocess
import sys


def test_making_signer_and_secrets_imports_no_boto3():
    script = (
        "import sys; from chalicelib.adapters.kms.signer import KmsSigner; "
        "from chalicelib.adapters.kms.secrets import KmsSecrets; "
        "KmsSigner(), KmsSecrets(); print('boto3' in sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "False"


def test_every_asker_gets_the_same_client():
    script = (
        "from chalicelib.adapters.kms.client import kms_client; "
        "print(kms_client() is kms_client(), kms_client().meta.config.read_timeout)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"},
    )
    assert told.stdout.strip() == "True 5"
