"""Ledgers to try things on, on each database that the product supports."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from pipelines.ledger.store import Ledger
from tests.unit.ledger.world import BOARD, SCHEME, World, board, entry, scheme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POSTGRES = "LINGPAO_TEST_LEDGER_URL"
"""Names a PostgreSQL server on which databases may be made; `.ci/run` starts one and sets it."""


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.sqlite'}"
        return
    if POSTGRES not in os.environ:
        pytest.skip(f"{POSTGRES} names no PostgreSQL server; .ci/run starts one")
    server = sa.make_url(os.environ[POSTGRES]).set(drivername="postgresql+psycopg")
    name = f"lingpao_{secrets.token_hex(6)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"drop database {name} with (force)")
    engine.dispose()


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """An empty ledger."""
    opened = Ledger(ledger_url)
    yield opened
    opened.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The national programme with one scheme and its board: A and B at level 1, C at level 2."""
    opened = Ledger.at(tmp_path)
    made = World(opened)
    made.schemes[SCHEME] = scheme()
    made.boards[BOARD] = board(entry("A"), entry("B"), entry("C", 2))
    yield made
    opened.close()
