"""The level-improvement analysis of a key field, for the public (D1 part 5): aggregates only."""
