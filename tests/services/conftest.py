"""An office whose day begins at another hour than that of the world."""

from typing import TYPE_CHECKING

import pytest

from salesdesk.services import office

if TYPE_CHECKING:
    from tests.conftest import Bureau


@pytest.fixture
def here(bureau: "Bureau") -> "Bureau":
    """An office whose wall clock is that of Shanghai, eight hours before UTC; it is ten in the morning of 31 August."""
    office.set_project(bureau.admin, "timezone", "Asia/Shanghai")
    return bureau
