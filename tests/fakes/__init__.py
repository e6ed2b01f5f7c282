"""Ports kept in memory: what tests put in the place of storage, network and time."""
