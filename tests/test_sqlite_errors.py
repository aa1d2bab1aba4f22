"""SQLite's errors, told apart."""

import sqlite3

import pytest

from nlp_suite.sqlite_errors import converting_sqlite_errors


def _convert(kind, error):
    return OSError(kind, str(error))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_BUSY_SNAPSHOT", "busy"),
        ("SQLITE_LOCKED", "busy"),
        ("SQLITE_NOTADB", "damaged"),
        ("SQLITE_CORRUPT_INDEX", "damaged"),
        ("SQLITE_READONLY_DBMOVED", "unwritable"),
        ("SQLITE_CANTOPEN_ISDIR", "unwritable"),
        ("SQLITE_PERM", "unwritable"),
        ("SQLITE_CONSTRAINT_NOTNULL", "damaged"),
        ("SQLITE_FULL", "other"),
        (None, "other"),
    ],
)
def test_an_error_says_what_is_the_matter(name, kind):
    error = sqlite3.OperationalError("it failed")
    if name is not None:
        error.sqlite_errorname = name
    with pytest.raises(OSError, match="it failed") as found, converting_sqlite_errors(_convert):
        raise error
    assert found.value.errno == kind
    assert found.value.__cause__ is error


def test_a_text_that_is_none_is_damage():
    with (
        pytest.raises(OSError, match="Could not decode") as found,
        converting_sqlite_errors(_convert),
    ):
        sqlite3.connect("").execute("SELECT CAST(x'ff' AS TEXT)").fetchone()
    assert found.value.errno == "damaged"


@pytest.mark.parametrize("fault", [sqlite3.ProgrammingError, ValueError])
def test_a_fault_of_the_program_stays_what_it_is(fault):
    with pytest.raises(fault), converting_sqlite_errors(_convert):
        raise fault("a fault")
