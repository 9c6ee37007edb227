"""What the enrichers find, against articles that people labelled, beside peers and against a clock."""
