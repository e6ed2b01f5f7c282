"""The pretend upstream providers: strict by default, wrong in one way when asked."""
