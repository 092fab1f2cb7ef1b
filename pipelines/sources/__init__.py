"""Platforms as they answer: a polite session, one module a platform, and the bundled sample platform."""
