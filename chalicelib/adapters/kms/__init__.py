"""What KMS keeps: private keys that sign, and the key that seals upstream secrets."""
