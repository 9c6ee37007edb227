"""Is the reading of pages better than every extractor's? `python -m bench.extract [PART ...]`."""
