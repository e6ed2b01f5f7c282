"""Chalice's `app`: the entry point of every Lambda function. All else is in `chalicelib`."""

import os

from chalicelib.endpoints.application import Broker
from chalicelib.endpoints.lost import refuse
from chalicelib.settings import Settings
from chalicelib.wiring import assemble

app = Broker("vestibule", refuse=refuse)
assemble(app, Settings.from_environment(os.environ))
