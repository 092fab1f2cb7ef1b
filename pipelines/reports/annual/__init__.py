"""The January report of a work institution, a module a part (D1 part 4)."""
