"""Escaping of file names for output and messages, whatever bytes they are of."""

import os


def written_name(path: str) -> str:
    r"""Escapes the bytes of a path that are not UTF-8, so that it can be written anywhere.

    Args:
        path: A path; bytes that are not UTF-8 are half surrogate pairs in it.

    Returns:
        The path with `\xff` for such a byte; as it was where there is none.

    Example:
        >>> written_name("a\udcff.txt")
        'a\\xff.txt'
    """
    try:
        data = os.fsencode(path)
    except UnicodeEncodeError:  # Of no file.
        data = path.encode("utf-8", "backslashreplace")
    return data.decode("utf-8", "backslashreplace")


def one_line_name(path: str) -> str:
    r"""Escapes a path for a one-line message.

    Args:
        path: A path.

    Returns:
        The path as `written_name` returns it, with escapes for line ends and for whatever else
        a terminal would not show.

    Example:
        >>> one_line_name("a\nb.txt")
        'a\\nb.txt'
    """
    name = written_name(path)
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in name
    )
