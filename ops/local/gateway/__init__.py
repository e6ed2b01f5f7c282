"""What stands before the Lambda function on one machine: HTTP in, gateway events, HTTP out.

It behaves as API Gateway's REST proxy does where a client could tell, so that the entry point
served here is the one that is deployed.
"""
