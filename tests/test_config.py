import dataclasses
import json
import os
from pathlib import Path

import pytest

from nlp_suite.config import Config, read_toml
from nlp_suite.errors import InvalidInputError


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Inner(Config):
    width: int = 4
    rate: float = 0.5

    def _check(self):
        self._require_positive("width")
        self._require_positive_number("rate")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outer(Config):
    name: str
    inner: Inner = dataclasses.field(default_factory=Inner)
    files: str | tuple[str, str] = ("a", "b")
    shares: tuple[float, float] = (0.5, 0.5)
    limit: int | None = None
    on: bool = False
    extra: dict[str, int] = dataclasses.field(default_factory=dict)

    def _check(self):
        self._require_one_of("name", ("x", "y"))


def test_what_a_file_holds_becomes_a_configuration():
    values = {"name": "x", "inner": {"rate": 1}, "files": ["c", "d"], "shares": [1, 0.0]}
    config = Outer.from_dict(values)
    assert config == Outer(name="x", inner=Inner(rate=1), files=("c", "d"), shares=(1, 0.0))
    assert config.inner.width == 4


def test_a_configuration_survives_json():
    config = Outer(name="y", inner=Inner(width=7), files="one", limit=3, extra={"a": 1})
    assert Outer.from_dict(config.to_dict()) == config
    assert Outer.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    assert list(config.to_dict())[:2] == ["name", "inner"]


def test_paths_stand_for_strings():
    config = Outer.from_dict({"name": "x", "files": (Path("a") / "b", "c")})
    assert config.files == ("a/b", "c")
    assert Outer.from_dict({"name": "x", "files": Path("a")}).files == "a"


def test_a_configuration_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Inner().width = 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"nme": "x"}, "unknown key 'nme' in Outer; did you mean 'name'?"),
        (
            {"name": "x", "qqq": 1},
            "unknown key 'qqq' in Outer; known keys: ['extra', 'files', 'inner', 'limit', "
            "'name', 'on', 'shares']",
        ),
        ({}, "Outer lacks the key 'name'"),
        ({"name": 3}, "name must be of type str, got 3"),
        ({"name": "z"}, "name must be one of ('x', 'y'), got name='z'"),
        ({"name": "x", "on": 1}, "on must be of type bool, got 1"),
        ({"name": "x", "limit": True}, "limit must be of type int | None, got True"),
        ({"name": "x", "limit": 1.0}, "limit must be of type int | None, got 1.0"),
        ({"name": "x", "limit": "1"}, "limit must be of type int | None, got '1'"),
        ({"name": "x", "files": ["a"]}, "type str | tuple[str, str], got ('a',)"),
        ({"name": "x", "files": ["a", 1]}, "type str | tuple[str, str], got ('a', 1)"),
        ({"name": "x", "shares": [0.5, True]}, "type tuple[float, float], got (0.5, True)"),
        ({"name": "x", "shares": 0.5}, "type tuple[float, float], got 0.5"),
        ({"name": "x", "extra": [1]}, "extra must be of type dict[str, int], got [1]"),
        ({"name": "x", "extra": {1: 2}}, "extra must be of type dict[str, int], got {1: 2}"),
        ({"name": "x", "extra": {"a": "b"}}, "of type dict[str, int], got {'a': 'b'}"),
        ({1: 2}, "a key of Outer must be of type str, got 1"),
        ({"name": "x", None: 2}, "a key of Outer must be of type str, got None"),
        ({"name": "x", "inner": {("width",): 2}}, "inner: a key of Inner must be of type str, got"),
        ({"name": "x", "inner": [{"width": 2}]}, "inner must be of type Inner, got [{'width': 2}]"),
        ([("name", "x")], "Outer must be a mapping of its keys, got [('name', 'x')]"),
        (None, "Outer must be a mapping of its keys, got None"),
        ({"k" * 10**5: 1}, "unknown key 'kkkk"),
        ({"name": "x", "inner": 5}, "inner must be of type Inner, got 5"),
        ({"name": "x", "inner": {"widht": 5}}, "inner: unknown key 'widht' in Inner; did you"),
        ({"name": "x", "inner": {"width": True}}, "inner: width must be of type int, got True"),
        ({"name": "x", "inner": {"width": 0}}, "inner: width must be at least 1, got width=0"),
        ({"name": "x", "inner": {"rate": float("nan")}}, "inner: rate must be positive, got"),
        ({"name": "x", "inner": {"rate": float("inf")}}, "inner: rate must be positive, got"),
    ],
)
def test_a_mistake_is_named(values, message):
    with pytest.raises(InvalidInputError) as caught:
        Outer.from_dict(values)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_the_constructor_checks_too():
    with pytest.raises(InvalidInputError, match="width must be of type int, got '4'"):
        Inner(width="4")


def test_toml(tmp_path):
    file = tmp_path / "run.toml"
    file.write_text('name = "größer"\n[inner]\nwidth = 2\n', encoding="utf-8")
    assert read_toml(file).values == {"name": "größer", "inner": {"width": 2}}
    assert read_toml(str(file)).values == read_toml(file).values
    assert read_toml(file).content == file.read_bytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = 1\nb = \n", "run.toml is no valid TOML: Invalid value (at line 2, column 5)"),
        (b"a = 1\na = 2\n", "(at line 2"),
        (b"a = '\xe9'", "run.toml is no valid TOML: 'utf-8' codec can't decode byte 0xe9"),
    ],
)
def test_no_toml(tmp_path, content, message):
    file = tmp_path / "run.toml"
    file.write_bytes(content)
    with pytest.raises(InvalidInputError) as caught:
        read_toml(file)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file(tmp_path):
    with pytest.raises(InvalidInputError, match=r"none\.toml cannot be read: No such file"):
        read_toml(tmp_path / "none.toml")
    with pytest.raises(InvalidInputError, match=r"^'no\\nne' cannot be read"):
        read_toml("no\nne")
    with pytest.raises(InvalidInputError, match="is a folder; give a file"):
        read_toml(tmp_path)
    for path in (5, None, b"run.toml", [], "", "a\0b", "a" * 300):
        with pytest.raises(InvalidInputError, match="the configuration must be a path"):
            read_toml(path)


def test_no_configuration_is_a_device_or_has_no_end(tmp_path):
    pipe = tmp_path / "run.toml"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero"):
        with pytest.raises(InvalidInputError, match=r"is a (named pipe|device); give a file"):
            read_toml(path)
    file = tmp_path / "large.toml"
    file.write_bytes(b"#" * 2**20 + b"#")
    with pytest.raises(InvalidInputError, match="more than 1,048,576 bytes"):
        read_toml(file)
    file.write_text("a = " + "[" * 100_000)
    with pytest.raises(InvalidInputError, match=r"large\.toml is nested too deeply"):
        read_toml(file)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"width": 10**5000}, "width must be at most 9,007,199,254,740,992 in size, got a whole"),
        ({"width": 2**40}, "width must be at most 2,147,483,647, got width=1099511627776"),
        ({"width": True}, "width must be of type int, got True"),
        ({"width": -(10**30)}, "width must be at most"),
        ({"rate": float("nan")}, "rate must be positive, got rate=nan"),
        ({"rate": float("inf")}, "rate must be positive, got rate=inf"),
        ({"rate": 10**400}, "rate must be at most"),
    ],
)
def test_numbers_beyond_all_bounds(values, message):
    with pytest.raises(InvalidInputError, match=message):
        Inner.from_dict(values)
    with pytest.raises(InvalidInputError, match="shares must be a finite number, got"):
        Outer(name="x", shares=(float("nan"), 0.5))
