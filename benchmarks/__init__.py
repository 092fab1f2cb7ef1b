"""Measurements and the generator they run on; no part of the product and none of its tests."""
