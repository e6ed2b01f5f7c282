"""What Vestibule promises, asked of it."""
