"""The app that asks: what it registered, who it proves to be, whether its request may be honoured.

Knows nothing of people, upstream providers or tokens.
"""
