"""Pure domain logic on polars and the standard library: no clock, no network, no files but reference data."""
