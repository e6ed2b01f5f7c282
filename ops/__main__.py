"""`python -m ops`: the command line, where it is not installed as `vestibule`."""

import sys

from ops.cli import main

sys.exit(main())
