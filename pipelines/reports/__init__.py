"""A release in, something to read out; imports neither dagster nor the stages before it."""
