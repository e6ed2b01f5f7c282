"""What those who rely on our tokens ask us: how to find us, which keys sign, what a token may learn."""
