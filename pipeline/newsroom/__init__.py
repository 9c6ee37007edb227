"""The sample newsroom: a static world of our own writing, served on loopback.

`build_world` makes it, `Newsroom` serves it, `write_sources` describes it to the pipeline in the
format of any other publisher. Nothing outside this package knows its hosts, templates or texts.
"""

from pipeline.newsroom.server import Newsroom
from pipeline.newsroom.source_files import write_sources
from pipeline.newsroom.state import State
from pipeline.newsroom.world import TruthRow, World, build_world

__all__ = ["Newsroom", "State", "TruthRow", "World", "build_world", "write_sources"]
