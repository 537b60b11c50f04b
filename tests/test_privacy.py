"""What goes into logs and onto the administrator's page names no person."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from onestop.db import transaction


def test_an_error_of_the_database_holds_no_value(database: Flask) -> None:
    asked = {"name": "Nguyễn Thị Ánh Nguyệt"}
    with pytest.raises(DBAPIError) as failure, transaction() as session:
        session.execute(text("SELECT * FROM no_such_table WHERE name = :name"), asked)
    assert "no_such_table" in str(failure.value)
    assert "Nguyệt" not in str(failure.value)
