"""What a login costs: CPU of the broker's process, calls to AWS, and the bill for a million.

Measured through the entry point that Lambda calls, with boto3, real adapters and a real journal.
What is not the broker's is taken out of every span: AWS itself, upstreams, the browser.
"""
