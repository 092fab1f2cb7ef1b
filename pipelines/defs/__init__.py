"""The only package that imports dagster: a module a stage, and what runs them."""
