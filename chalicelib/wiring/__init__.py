"""The composition root: the one place where ports meet those who keep their promises."""

from chalicelib.wiring.functions import Functions, assemble_functions
from chalicelib.wiring.http import assemble, register
from chalicelib.wiring.ports import Ports, dynamo_ports, real_ports

__all__ = [
    "Functions",
    "Ports",
    "assemble",
    "assemble_functions",
    "dynamo_ports",
    "real_ports",
    "register",
]
