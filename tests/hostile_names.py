"""Names of enterprises as nobody should be called: what any page, paper or feed must escape."""

from __future__ import annotations

SCRIPT = "<script>window.broken=1</script>示例公司"
QUOTES = "示例\"引号\"'单引'\n换行&amp;公司"
RIGHT_TO_LEFT = "示例\u202e反向\u200f公司"

HOSTILE_NAMES = (SCRIPT, QUOTES, RIGHT_TO_LEFT)
