"""The operator's command line, the packager and the local stack. Never shipped to Lambda."""
