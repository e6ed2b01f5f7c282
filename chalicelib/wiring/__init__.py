"""The composition root: the one place where ports meet those who keep their promises.

What stands behind stream and queue is in `functions`, which the API never loads.
"""

from chalicelib.wiring.http import assemble, register, serve_domains
from chalicelib.wiring.ports import Ports, dynamo_ports, real_ports

__all__ = ["Ports", "assemble", "dynamo_ports", "real_ports", "register", "serve_domains"]
