"""The adapters, against the things that they adapt to."""
