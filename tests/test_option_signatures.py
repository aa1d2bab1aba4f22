"""Signatures and docstrings show every option of a class of options."""

import dataclasses
import inspect

import pytest

from nlp_suite.option_signatures import descriptions, take, with_options


@dataclasses.dataclass(frozen=True, kw_only=True)
class Loudness:
    """How loud it is.

    Args:
        volume: From 0
            to 11.
        mute: Whether it is not.
    """

    volume: int = 5
    mute: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sound(Loudness):
    """How it sounds.

    Attributes:
        key: The key, such as "d minor".
    """

    key: str = "c"


@with_options(Sound, without=("mute",))
def play(song: str, *, key: str = "d", **options: int) -> tuple[str, str, int]:
    """Plays a song.

    Args:
        song: The song.
        key: In place of the key of `Sound`.
        **options: See `Sound`,
            which has all of them.

    Returns:
        What is played.
    """
    return song, key, Sound(**options).volume


def test_the_signature_has_the_options():
    signature = "(song: str, *, key: str = 'd', volume: int = 5) -> tuple[str, str, int]"
    assert str(inspect.signature(play)) == signature
    assert play("Help") == ("Help", "d", 5)
    assert play("Help", volume=11) == ("Help", "d", 11)


def test_the_docstring_has_the_options():
    assert inspect.getdoc(play) == (
        "Plays a song.\n\nArgs:\n    song: The song.\n    key: In place of the key of `Sound`.\n"
        "    volume: From 0\n        to 11.\n\nReturns:\n    What is played."
    )


def test_options_that_are_decided_later():
    @with_options(Loudness, unset=[Loudness])
    def record(**options):
        return options

    assert record.__doc__ is None
    assert (
        str(inspect.signature(record)) == "(*, volume: int | None = None, mute: bool | None = None)"
    )
    assert record(mute=True) == {"mute": True}


@pytest.mark.parametrize("name", ["mute", "loud"])
def test_what_is_no_option(name):
    with pytest.raises(TypeError, match=rf"play\(\) got an unexpected keyword argument '{name}'"):
        play("Help", **{name: 1})
    with pytest.raises(TypeError, match=r"play\(\) missing a required argument: 'song'"):
        play()


def test_descriptions_and_parts():
    assert list(descriptions(Sound)) == ["volume", "mute", "key"]
    assert take(Loudness, {"volume": 1, "key": "e"}) == {"volume": 1}
