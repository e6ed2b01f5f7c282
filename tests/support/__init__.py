"""Real storage made ready for tests, and what counts the calls to it."""
