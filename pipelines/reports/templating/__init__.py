"""The templates of papers as delivered: written by code once, then edited by anybody."""
