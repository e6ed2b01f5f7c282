"""What those who rely on our tokens ask us: where we are, which keys sign, what a token tells."""
