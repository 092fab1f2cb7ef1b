"""What each stage of the nightly job does, without an orchestrator: read, call pure functions, write, say what came out."""
