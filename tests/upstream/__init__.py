"""The dialects of upstream providers, and what they must never believe."""
