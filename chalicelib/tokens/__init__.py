"""What we issue: authorization codes, access tokens, ID tokens, and the keys that sign them."""
