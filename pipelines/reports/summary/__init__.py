"""The December summary of an assessment body, a module a part (D1 part 4)."""
