"""Main text extraction (boilerplate removal) from HTML pages."""

import copy
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

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

# trafilatura leaves the lists in the cells of a table out.
_LIST_TAGS = {"ul": "div", "ol": "div", "dl": "div", "li": "p", "dt": "p", "dd": "p"}
_MAIN_TAGS = ("main", "article")
_MENU_ROLES = ("navigation", "contentinfo", "search", "menu", "menubar")
_COOKIES = re.compile(r"cookie|consent|gdpr", re.IGNORECASE)
_NOTICE = re.compile(r"banner|notice|bar|popup|modal|overlay|dialog|consent|wall", re.IGNORECASE)
_BOXES = ("div", "section", "aside", "form", "dialog", "p")
_COMMENTS = re.compile(r"comment|related|share|social|teaser", re.IGNORECASE)

# What of the main part need not be there: links, and what is not read in order.
_NO_PROSE = (
    "a",
    "aside",
    "button",
    "footer",
    "form",
    "head",
    "header",
    "iframe",
    "nav",
    "noscript",
    "script",
    "select",
    "style",
    "svg",
    "template",
)
# Teasers and the like may be left out, but no more of the main part's words than this.
_MOST_LOST = 0.2


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
    tree = trafilatura.load_html(page)
    if tree is None:
        return trafilatura.html2txt(page) or ""
    _keep_words(tree)
    without = copy.deepcopy(tree)
    _leave_out_menus(without)
    if _words(without):
        tree = without
    text = trafilatura.extract(copy.deepcopy(tree), include_comments=False)
    if not text:
        return trafilatura.html2txt(copy.deepcopy(tree)) or ""
    if (main := _lost_part(tree, text)) is not None:
        return trafilatura.html2txt(main) or text
    if len(text) < _SHORT:
        return _without_inline_tags(tree, text)
    return text


def _keep_words(tree: Any) -> None:
    """Writes otherwise what trafilatura would leave out."""
    for element, cells, mains in _walk(tree):
        if element.tag in _LIST_TAGS and cells:
            element.tag = _LIST_TAGS[element.tag]
        elif element.tag == "noscript" and mains:
            element.tag = "div"
        elif element.tag == "figcaption":
            element.tag = "p"
            if (parent := element.getparent()) is not None and parent.tag == "figure":
                parent.tag = "div"


def _leave_out_menus(tree: Any) -> None:
    menus = []
    for element, _, mains in _walk(tree):
        name = f"{element.get('id', '')} {element.get('class', '')}"
        if (
            element.tag == "nav"
            or element.get("role") in _MENU_ROLES
            or (element.tag == "footer" and not mains)
            or (_COOKIES.search(name) and _NOTICE.search(name) and element.tag in _BOXES)
        ):
            menus.append(element)
    for element in menus:
        _remove(element)


def _walk(tree: Any) -> Iterator[tuple[Any, int, int]]:
    """Yields the elements, and how many cells of tables and main parts each is in."""
    import lxml.etree

    cells = mains = 0
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        step = 1 if event == "start" else -1
        cells += step * (element.tag in ("td", "th"))
        mains += step * (element.tag in _MAIN_TAGS)
        if event == "start":
            yield element, cells, mains


def _remove(element: Any) -> None:
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    # What follows a tag belongs to it in this tree.
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _lost_part(tree: Any, text: str) -> Any:
    """Returns the part that the page itself calls the main one, if too much of it is lost."""
    parts = [*tree.iter("main")] or [*tree.iter("article")]
    if len(parts) != 1:
        return None
    part = copy.deepcopy(parts[0])
    part.tail = None
    for element in [*part.iter(*_NO_PROSE)]:
        _remove(element)
    for element in [*part.iter("section", "div", "ul", "ol")]:
        if _COMMENTS.search(f"{element.get('id', '')} {element.get('class', '')}"):
            _remove(element)
    there = _words(part)
    lost = (there - Counter(text.split())).total()
    return part if lost > _MOST_LOST * there.total() else None


def _words(tree: Any) -> Counter[str]:
    hidden = {"script", "style", "template", "noscript", "head"}
    words: Counter[str] = Counter()
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in hidden:
            words.update((element.text or "").split())
        if element.getparent() is None or element.getparent().tag not in hidden:
            words.update((element.tail or "").split())
    return words


def _without_inline_tags(tree: Any, text: str) -> str:
    """Reads a page again, and takes that if nothing but white space has changed."""
    import lxml.etree
    import trafilatura

    lxml.etree.strip_tags(tree, *_INLINE)
    again = trafilatura.extract(tree, include_comments=False) or ""
    return again if again.split() and "".join(again.split()) == "".join(text.split()) else text
