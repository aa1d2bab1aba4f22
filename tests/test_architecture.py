"""Which room may import which, and what a room keeps to itself."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "nlp_suite"

# From the top down: a room may import those below it, never one above. docs/architecture.md says
# what each is for.
FLOORS = (
    ("cli",),
    ("service", "training"),
    ("api",),
    ("batch", "comparison"),
    ("registry",),
    ("tasks",),
    ("engines",),
    ("decoding", "export"),
    ("models",),
    ("layers",),
)
# These stand apart: every room may import them, they import none of the floors.
APART = ("data", "text")
# The same for these, which use `data` and `text` too.
BESIDE = ("compat", "evaluation", "numerics", "plots", "retrieval")
# Helpers of every room, which import nothing but each other.
HELPERS = (
    "_lazy",
    "arguments",
    "assets",
    "closing",
    "config",
    "cpus",
    "display",
    "errors",
    "files",
    "folder_exchange",
    "forking",
    "load_options",
    "memory",
    "option_signatures",
    "processes",
    "progress",
    "sqlite_errors",
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


class Import(NamedTuple):
    file: Path
    line: int
    module: str

    @property
    def importer(self) -> str:
        return room(self.file)

    @property
    def imported(self) -> str:
        return self.module.split(".")[1]

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line} imports {self.module}"


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(file: Path) -> Iterator[Import]:
    """All imports of modules of the package, also those within functions and for types alone."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "nlp_suite":
            modules = [f"nlp_suite.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno} has a relative import"
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for module in modules:
            if module.startswith("nlp_suite."):
                yield Import(file, node.lineno, module)


def all_imports() -> list[Import]:
    return [one for file in sorted(PACKAGE.rglob("*.py")) for one in imports_of(file)]


IMPORTS = all_imports()


def test_every_room_has_its_place():
    rooms = {room(file) for file in PACKAGE.rglob("*.py")} - {"__init__", "__main__", "results"}
    known = {*FLOOR, *APART, *BESIDE, *HELPERS}
    assert rooms <= known, f"say in FLOORS, APART, BESIDE or HELPERS where {rooms - known} stands"
    assert known <= rooms, f"there is no {known - rooms} any more"


def test_no_room_imports_one_above_it():
    up = [
        str(one)
        for one in IMPORTS
        if one.importer in FLOOR
        and one.imported in FLOOR
        and FLOOR[one.imported] < FLOOR[one.importer]
    ]
    assert not up, "\n".join(up)


def test_rooms_on_one_floor_do_not_import_each_other():
    across = [
        str(one)
        for one in IMPORTS
        if one.importer != one.imported
        and one.importer in FLOOR
        and FLOOR[one.importer] == FLOOR.get(one.imported)
    ]
    assert not across, "\n".join(across)


@pytest.mark.parametrize(
    ("rooms", "allowed"),
    [(HELPERS, ()), (APART, APART), (BESIDE, (*APART, *BESIDE)), (("results",), APART)],
    ids=["helpers", "data and text", "beside", "results"],
)
def test_what_stands_apart_imports_no_floor(rooms, allowed):
    allowed = {*allowed, *rooms, *HELPERS, "results"} if rooms != HELPERS else {*HELPERS}
    wrong = [str(one) for one in IMPORTS if one.importer in rooms and one.imported not in allowed]
    assert not wrong, "\n".join(wrong)


def test_private_modules_are_used_in_their_own_folder_only():
    wrong = []
    for one in IMPORTS:
        parts = one.module.split(".")
        for depth, name in enumerate(parts[1:], start=1):
            owner = PACKAGE.joinpath(*parts[1:depth])
            # The helpers of the whole package, such as _lazy, belong to all of it.
            if name.startswith("_") and not one.file.is_relative_to(owner):
                wrong.append(str(one))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("folder", ["scripts", "benchmarks"])
def test_nothing_outside_the_package_imports_its_private_modules(folder):
    wrong = [
        str(one)
        for file in sorted((ROOT / folder).rglob("*.py"))
        for one in imports_of(file)
        if any(part.startswith("_") for part in one.module.split("."))
    ]
    assert not wrong, "\n".join(wrong)


def test_tests_stand_where_what_they_test_stands():
    """A folder of tests has the name of a folder of the package, but for the campaigns."""
    folders = {path.parent.relative_to(ROOT / "tests") for path in ROOT.glob("tests/**/test_*.py")}
    folders.discard(Path("stress"))
    missing = [str(folder) for folder in folders if not (PACKAGE / folder).is_dir()]
    assert not missing, f"tests mirror the package, which has no {missing}"


def test_no_public_name_is_hidden_by_a_module_of_its_name():
    """`from package import name` gives the module once something has imported it."""
    hidden = []
    for file in sorted(PACKAGE.rglob("__init__.py")):
        modules = {path.stem for path in file.parent.glob("*.py")} - {"__init__"}
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module != module_of(file)
            for alias in node.names
        }
        # cli hands out `main` of cli/main.py at once, which nothing can hide any more.
        hidden += [f"{file.relative_to(ROOT)}: {name}" for name in names & modules - {"main"}]
    assert not hidden, "\n".join(hidden)


def module_of(file: Path) -> str:
    return ".".join(file.parent.relative_to(ROOT).parts)


def test_no_folder_is_crowded():
    counts = {
        str(folder.relative_to(ROOT)): len(list(folder.glob("*.py")))
        for folder in PACKAGE.rglob("*")
        if folder.is_dir()
    }
    # One class a file is what a reader of the layers is there for.
    counts.pop("nlp_suite/layers")
    crowded = {folder: count for folder, count in counts.items() if count > 20}
    assert not crowded, "rooms that belong together want a folder of their own"
