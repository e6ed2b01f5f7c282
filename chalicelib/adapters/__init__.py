"""The promises of the ports, kept by DynamoDB, KMS and the network.

The only package that knows them. Decides nothing about a login: it stores, signs, asks and tells.
"""
