"""A lazy package names its attributes three times: for type checkers, for `*` and for itself."""

import ast
import importlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from nlp_suite._lazy import lazy_property

ROOT = Path(__file__).parents[1]
PACKAGES = [
    file.parent
    for file in sorted((ROOT / "nlp_suite").rglob("__init__.py"))
    if "lazy_attributes(" in file.read_text(encoding="utf-8")
]


def checked_names(tree: ast.Module) -> dict[str, str]:
    """The names that a type checker sees, and the modules they come from."""
    (block,) = (
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    return {
        alias.name: str(node.module)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def lazy_names(tree: ast.Module, package: str) -> dict[str, str]:
    """The names that the package imports on first use, and the modules they come from."""
    (call,) = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "lazy_attributes"
    )
    table = ast.literal_eval(call.args[1])
    options = {keyword.arg: keyword.value for keyword in call.keywords}
    submodules = ast.literal_eval(options["submodules"]) if "submodules" in options else ()
    return {name: f"{package}{module}" for name, module in table.items()} | dict.fromkeys(
        submodules, package
    )


@pytest.mark.parametrize("folder", PACKAGES, ids=lambda folder: folder.name)
def test_type_checkers_and_the_lazy_import_see_the_same_names(folder):
    package = ".".join(folder.relative_to(ROOT).parts)
    tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    checked, lazy = checked_names(tree), lazy_names(tree, package)
    for name in checked.keys() ^ lazy.keys():
        pytest.fail(f"{package}.{name} stands in one of TYPE_CHECKING and lazy_attributes only")
    for name, module in checked.items():
        assert lazy[name] == module, f"{package}.{name} comes from two modules"
    public = set(importlib.import_module(package).__all__)
    assert public - {"__version__"} == set(lazy), f"__all__ of {package} has other names"


class Counter:
    def __init__(self):
        self.computed = 0

    @lazy_property
    def number(self):
        """How often it was computed."""
        self.computed += 1
        return self.computed


def test_a_lazy_property_is_computed_once_for_each_object():
    counter, other = Counter(), Counter()
    assert counter.number == counter.number == other.number == 1
    assert Counter.number.__doc__ == "How often it was computed."


def test_lazy_properties_do_not_wait_for_those_of_other_objects():
    """In Python 3.11 `functools.cached_property` has one lock for all objects of a class."""
    together = threading.Barrier(2)

    class Waiting:
        @lazy_property
        def value(self):
            together.wait(20)
            return 1

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda one: one.value, [Waiting(), Waiting()])) == [1, 1]


def test_the_package_has_no_other_cached_properties():
    files = (ROOT / "nlp_suite").rglob("*.py")
    using = [file for file in files if "@functools.cached_property" in file.read_text("utf-8")]
    assert not using, f"use lazy_property in {using}, see there"
