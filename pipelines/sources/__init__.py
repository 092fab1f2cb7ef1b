"""Platforms as they answer: a polite session, one module a platform, the sample platform."""
