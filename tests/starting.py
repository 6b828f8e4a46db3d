"""How a run of the tests starts: what runs on PostgreSQL, how many share the cores, and what is done only once."""

import gc
import os
import sys
from collections.abc import Iterator

import pytest

POSTGRES = "postgres"
POSTGRES_FIXTURES = {"postgres_database", "postgres_address"}


def pytest_configure(config: pytest.Config) -> None:
    """Compile each file once where Python is told to leave nothing beside the sources: into the cache of pytest.

    Otherwise every worker, and every process that a test starts, would compile all of the program for itself.
    """
    cache = getattr(config, "cache", None)
    if sys.dont_write_bytecode and cache is not None:
        sys.pycache_prefix = str(cache.mkdir("compiled"))
        sys.dont_write_bytecode = False
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for garbage neither while tests are collected nor, afterwards, in all that was."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what runs on PostgreSQL: half of all tests, which are the same on SQLite, have a run of their own."""
    for item in items:
        if isinstance(item, pytest.Function) and _needs_postgres(item):
            item.add_marker(pytest.mark.postgres)


def _needs_postgres(item: pytest.Function) -> bool:
    given = item.callspec.params.values() if hasattr(item, "callspec") else ()
    return POSTGRES in given or not POSTGRES_FIXTURES.isdisjoint(item.fixturenames)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Let three workers share two cores: tests of screens and of servers wait for a third of their time."""
    return max(1, (os.cpu_count() or 1) * 3 // 2)
