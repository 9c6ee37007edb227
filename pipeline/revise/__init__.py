"""What a publisher changed between two versions of a text, and how much a reader would care.

A pure function of two contents and of `ALGORITHM_VERSION`: no clock, no language setting, no order.
"""

from pipeline.revise.compare import ALGORITHM_VERSION, compare_texts
from pipeline.revise.text import Text

__all__ = ["ALGORITHM_VERSION", "Text", "compare_texts"]
