"""Decisions that people take: kept so that none can be lost, skipped or changed unseen."""
