"""Are copies found, and nothing else? `python -m bench.copies`: quality, then speed.

Labelled alterations of real articles go through the warehouse: loaded, folded and read back by SQL.
Sources are split in halves by name; rules are tuned on one, and the other is what is reported.
"""
