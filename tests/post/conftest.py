"""The postal desk that most tests of this room work at."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.post.makers import Desk, a_desk


@pytest.fixture
def desk(app: Flask) -> Desk:
    """An office with a postal desk and a carrier."""
    return a_desk()
