import pytest

from nlp_suite.batch.store.column_types import infer_types


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["x", None], "string"),
        ([None, 1, 2], "integer"),
        ([1, 2.5], "number"),
        ([True, False], "boolean"),
        ([True, 1], "json"),
        (["x", 1], "json"),
        ([[1]], "json"),
        ([2**63 - 1, -(2**63)], "integer"),
        ([2**63], "json"),
        ([None], "none"),
    ],
)
def test_types(values, expected):
    assert infer_types({"a": value} for value in values) == {"a": expected}
