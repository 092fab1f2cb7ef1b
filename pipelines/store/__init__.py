"""The files between the stages: raw pages, normalised Parquet and releases, never half there."""
