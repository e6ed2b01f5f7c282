"""Storage in one DynamoDB table: one file per port, and what they share.

``keys`` says where things lie, ``codec`` and ``records`` what they look like, ``writes`` and
``table`` how they are written in one step, ``cache`` what a process may remember.
"""
