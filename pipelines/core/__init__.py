"""Pure domain logic: no clock, no network, no files but committed reference data."""
