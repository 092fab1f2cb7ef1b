"""Static pages out of a release: one design, one build for the institution and one for the public.

`audience` decides which rows a build may see; everything else asks only what it left.
"""
