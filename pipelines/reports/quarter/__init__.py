"""Macro statistics of a quarter: what was declared, what broke limits, which boards closed."""
