"""The files between the stages: raw pages, normalised Parquet and releases, written so that nothing is half there."""
