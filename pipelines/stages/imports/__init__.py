"""What bodies and enterprises send: read, compared, and turned into decisions, all or nothing."""
