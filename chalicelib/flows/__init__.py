"""One file per journey, read top to bottom: what is asked of each port, and in which order.

Flows decide nothing that a pure function below them could decide.
"""
