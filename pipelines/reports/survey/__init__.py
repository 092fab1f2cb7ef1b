"""A field as it is declared, for who writes a scheme."""
