"""The journeys as seen from HTTP: read a request, call a flow, render its answer.

The only package that knows Chalice. It knows no storage, no AWS and no rule of any protocol.
"""
