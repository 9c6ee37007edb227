"""Benchmarks of speed and of judgement: `python -m bench.NAME`, side by side with named peers.

Each prints its table and, as its last line, one JSON object: `ok` (does every bar hold, computed
from what was measured) and the figures. `bench/report.py` makes that line, `bench/peers.py` runs
the peers in environments of their own.
"""
