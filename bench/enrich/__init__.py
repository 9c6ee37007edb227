"""What the enrichers find, by labelled articles, peers and the clock."""
