"""The command line `copydesk`: the stable doors to the library."""

from pipeline.cli.app import main

__all__ = ["main"]
