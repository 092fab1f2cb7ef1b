from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.sources.server import scripted_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.sources.server import ScriptedServer


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_server() as script:
        yield script
