"""`python -m pipeline.cli`: the command `copydesk` from a checkout that is not installed."""

import sys

from pipeline.cli.app import main

sys.exit(main())
