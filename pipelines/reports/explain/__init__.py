"""Why a declaration stands where it does: asked of a release, told as text and JSON."""
