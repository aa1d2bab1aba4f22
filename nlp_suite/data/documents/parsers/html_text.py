"""Main text extraction (boilerplate removal) from HTML pages."""

import re

_PAGE = re.compile(r"<(html|body|!doctype)\b", re.IGNORECASE)
# Behind comments and declarations, if it is a page.
_START = 4096

# In a page that has less text than this, trafilatura may take each of these tags for a line end.
_SHORT = 1000
_INLINE = (
    "a",
    "abbr",
    "b",
    "big",
    "cite",
    "code",
    "em",
    "font",
    "i",
    "kbd",
    "mark",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
)


def extract_page_text(data: bytes, max_bytes: int) -> str:  # noqa: ARG001
    """Extracts the main text of an HTML page, without menus, scripts and comments of readers.

    Args:
        data: The page, or a part of one, in UTF-8.
        max_bytes: How many bytes the text may have; what is longer is not cut here.

    Returns:
        The text, a block on each line; all visible text where no part of it is the main one,
        and nothing where none is visible.

    Raises:
        ModuleNotFoundError: If trafilatura is not installed.

    Example:
        ```python
        extract_page_text(b"<p>Tom <b>sleeps</b>.</p>", 1000)  # "Tom sleeps."
        ```

    Reference:
        Barbaresi 2021, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text
        Discovery and Extraction", https://aclanthology.org/2021.acl-demo.15.
    """
    import trafilatura

    page = data.decode()
    # A part of a page is not recognised as HTML.
    if not _PAGE.search(page, 0, _START):
        page = f"<html><body><p>{page}</p></body></html>"
    text = trafilatura.extract(page, include_comments=False)
    if not text:
        return trafilatura.html2txt(page) or ""
    if len(text) < _SHORT:
        return _without_inline_tags(page, text)
    return text


def _without_inline_tags(page: str, text: str) -> str:
    """Reads a page again, and takes that if nothing but white space has changed."""
    import lxml.etree
    import trafilatura

    tree = trafilatura.load_html(page)
    if tree is None:
        return text
    lxml.etree.strip_tags(tree, *_INLINE)
    again = trafilatura.extract(tree, include_comments=False) or ""
    return again if again.split() and "".join(again.split()) == "".join(text.split()) else text
