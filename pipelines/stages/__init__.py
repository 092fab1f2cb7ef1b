"""What each stage of the nightly job does, without an orchestrator.

Read, call pure functions, write, say what came out.
"""
