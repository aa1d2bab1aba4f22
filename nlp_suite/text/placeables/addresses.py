"""URLs, domains, e-mail addresses, names of accounts, hashtags, file paths and file names."""

import functools
import re
from collections.abc import Iterator

from nlp_suite.text.end_trimming import trimmed_end
from nlp_suite.text.placeables.span import Span

# Without those that are words, as in "look.at": they need a path.
_DOMAINS = (
    "com|org|net|edu|gov|mil|int|info|biz|io|ai|app|dev|cloud|online|shop|xyz|tech|blog|wiki|site|"
    "museum|arpa|local|eu|de|ch|uk|fr|es|nl|dk|se|fi|pl|cz|pt|gr|hu|ro|bg|hr|sk|ee|lv|lt|ie|ru|ua|"
    "tr|us|ca|mx|br|ar|cl|au|nz|jp|cn|kr|tw|hk|sg|za|il|ir|ae|li|lu|tv|fm|gg|ly|sh|cc"
)
_DOMAINS_BEFORE_A_PATH = rf"{_DOMAINS}|at|it|is|in|me|to|so|no|be|my|am|as|id|page|link|news|life"
_EXTENSIONS = (
    "docx?|xlsx?|pptx?|od[tspg]|rtf|pdf|epub|mobi|txt|md|rst|tex|bib|csv|tsv|json[lc5]?|ya?ml|toml|"
    "ini|cfg|conf|env|lock|log|xml|xlf|xliff|po|pot|resx|srt|vtt|tmx|html?|xhtml|css|scss|less|"
    "jsx?|mjs|tsx?|vue|svelte|php|py|pyi|pyx|ipynb|rb|java|kt|kts|swift|cpp|hpp|cxx|cs|rs|lua|sql|"
    "sqlite|db|bash|zsh|ps1|bat|cmd|exe|dll|msi|deb|rpm|dmg|pkg|apk|ipa|iso|img|jar|war|zip|rar|7z|"
    "tar|gz|bz2|xz|zst|tgz|jpe?g|png|gif|bmp|tiff?|svg|webp|heic|ico|psd|eps|mp3|mp4|m4a|wav|flac|"
    "ogg|aac|avi|mkv|mov|wmv|webm|ttf|otf|woff2?|dwg|stl|parquet|pkl|safetensors|onnx|h5|pem|crt|"
    "key|bak|tmp|dat|bin|aspx?|jsp|lib|config|plist|desktop|service|socket|wasm|asar|odc|dita|ditamap"
)
_URL_END = frozenset(".,;:!?'\"*_~|>»«\u2039\u203a“”„\u2018\u2019…")


def find_addresses(text: str, characters: set[str]) -> Iterator[Span]:
    r"""Finds what leads somewhere: URLs, e-mail addresses, @names, hashtags, paths, file names.

    Args:
        text: The text.
        characters: Its different characters.

    Yields:
        Spans of the kinds "url", "email", "mention", "hashtag", "path", and "short code" for an
        ending of file names, in no order, and some within others.

    Example:
        >>> text = "See example.org/faq, or ask @anna (a@b.org) about C:\\notes.txt."
        >>> [text[start:end] for start, end, _ in sorted(find_addresses(text, set(text)))]
        ['example.org/faq', '@anna', 'a@b.org', 'C:\\notes.txt']
    """
    if "://" in text or _pattern("prefix").search(text):
        yield from _found("url", "url", text, [(0, len(text))])
    if "." in characters:
        dotted = _chunks("chunk with a dot", text)
        yield from _found("domain", "url", text, dotted)
        for start, end, _ in _found("file", "path", text, dotted):
            # ".docx files" may be "DOCX-Dateien".
            yield Span(start, end, "short code" if text[start] == "." else "path")
        if "/" in characters:
            yield from _found("relative path", "path", text, dotted)
    if "/" in characters:
        yield from _found("path", "path", text, _chunks("chunk with a slash", text))
    if "@" in characters:
        chunks = _chunks("chunk with an at", text)
        yield from _found("email", "email", text, chunks)
        yield from _found("mention", "mention", text, chunks)
    if "<" in characters:
        for match in _pattern("autolink").finditer(text):
            yield Span(*match.span(), "url")
    if "#" in characters:
        for match in _pattern("hashtag").finditer(text):
            yield Span(*match.span(), "hashtag")
    if "\\" in characters:
        yield from _found("windows path", "path", text, [(0, len(text))])


def _chunks(name: str, text: str) -> list[tuple[int, int]]:
    """Returns where stretches without blanks are that have a certain sign."""
    return [match.span() for match in _pattern(name).finditer(text)]


def _found(name: str, kind: str, text: str, chunks: list[tuple[int, int]]) -> Iterator[Span]:
    pattern = _pattern(name)
    for chunk in chunks:
        for match in pattern.finditer(text, *chunk):
            start, end = match.span()
            end = trimmed_end(text, start, end, _URL_END)
            if kind == "path" and "-" in match[0]:
                # "die /boot-Partition"
                compound = _pattern("compound").match(text, start, end)
                end = compound.end(1) if compound else end
            yield Span(start, end, kind)


@functools.cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_patterns()[name])


@functools.cache
def _patterns() -> dict[str, str]:
    url_character = r"""[^\s<>"“”„»«`|\\^\u3001\u3002\uff0c]"""
    segment = r"[\w.+@~$%{}=:-]"
    # No label of a name is longer (RFC 1035), which also bounds how far a search goes back.
    labels = r"(?:[^\W_][\w-]{0,62}\.)+"
    return {
        "prefix": r"\b(?:www\.|(?:tel|urn|doi):)\w",
        "chunk with a dot": r"(?<!\S)\S*?\.[^\W\d_]\S*",
        "chunk with a slash": r"(?<!\S)[^\s/]*/\S*",
        "chunk with an at": r"(?<!\S)[^\s@]*@\S*",
        "url": (
            rf"(?<!\w)(?:[A-Za-z][A-Za-z0-9+-]{{1,15}}://|www\.(?=\w)|(?:tel|urn|doi):(?=\w))"
            rf"{url_character}+"
        ),
        "autolink": r"<(?:[a-z][a-z0-9+-]{1,15}://|[^\s<>@]{1,64}@)[^\s<>]+>",
        "domain": (
            rf"(?<![\w@./\\-])(?:{labels}(?:{_DOMAINS_BEFORE_A_PATH})(?::[0-9]{{2,5}})?/"
            rf"{url_character}*"
            # One letter before it is an abbreviation, as in "d.h.es".
            rf"|(?:{labels})?[^\W_][\w-]{{1,62}}\.(?:{_DOMAINS})(?![\w@])(?!\.\w)"
            r"(?::[0-9]{2,5}(?!\w))?)"
        ),
        "email": (
            r"(?<![\w.+%-])(?:mailto:)?[\w.+%-]+@[^\W_][\w-]*(?:\.[\w-]+)+(?:\?[\w=&%+.-]*\w)?"
        ),
        "mention": (
            r"(?<![\w@.+%-])@(?:[a-z0-9-]+/[\w.-]*\w|[^\W\d]\w*(?:[.-]\w+)*(?:@[\w.-]*\w)?)"
        ),
        "hashtag": r"(?<![\w&#/])#(?:(?=[0-9_]*[^\W\d_])\w+|[0-9]{2,}(?!\w|[.,]\w))",
        "windows path": (
            r"(?<![\w\\])(?:[A-Za-z]:|%\w+%|\\\\[\w.-]+)\\"
            r"""(?:[^\\\s<>:"|?*]+(?: [^\\\s<>:"|?*]+){0,2}\\)*[^\\\s<>:"|?*]*"""
            r"|(?<![\w\\.$-])[\w.$-]+(?:\\(?![nrt][A-Z])[\w.$-]+){2,}"
        ),
        "path": (
            r"(?<![\w/\\:<.)\]}%$~*»…-])(?:(?:~|\.{1,2}(?:/\.\.)*)?"
            rf"/{segment}*[^\W\d_]{segment}*(?:/(?:{segment}|\*)+)*/?|(?:~|\.{{1,2}})/(?!\S))"
        ),
        "compound": r"([^A-Z\s]+)(?:-[A-Z\u00c4\u00d6\u00dc][^\W\dA-Z]+)+\Z",
        "relative path": (
            rf"(?<![\w/\\:<.@-])[\w.-]+(?:/[\w.-]+)*/[\w.-]*\.(?:{_EXTENSIONS}|[ch]|sh|go)"
            r"(?![\w/])"
        ),
        "file": (
            rf"(?<![\w@.\\-])(?:\*|[\w-]+(?:\.[\w-]+)*)?\.(?i:{_EXTENSIONS})(?![\w@]|\.\w)"
            r"|(?<![\w@.\\-])[a-z_]\w+\.[ch](?![\w.@-])"
        ),
    }
