"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# how long a machine takes is measured in benchmarks, never in a test
settings.register_profile("lingpao", deadline=None)
settings.load_profile("lingpao")
