"""Documents to be summarized: texts with their sentences and what may stand in a summary."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nlp_suite.data.texts import Text, Texts, read_texts
from nlp_suite.errors import InvalidInputError
from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.tasks.summarization.text_language import find_language
from nlp_suite.text.structure import StructuredSentence, find_structure

# Sentences of short texts that are embedded together; one long text may have any number.
GROUP_SENTENCES = 1024


class SourceDocument(NamedTuple):
    """A text that is summarized, read.

    Args:
        text: The text.
        structure: Its sentences.
        candidates: The indices of those that a summary may have, ascending.
        sentences: These as strings.
        language: The code of its language.
        name: Its name or number, where several are summarized together.

    Example:
        >>> read_document("Tin melts.", "text", SummarizationOptions()).sentences
        ['Tin melts.']
    """

    text: str
    structure: Sequence[StructuredSentence]
    candidates: Sequence[int]
    sentences: Sequence[str]
    language: str
    name: int | str | None = None

    def only(self, kept: Sequence[int]) -> "SourceDocument":
        """Keeps some of the candidates.

        Args:
            kept: Their places among the candidates, ascending.

        Returns:
            The document with these alone.
        """
        return self._replace(
            candidates=[self.candidates[i] for i in kept],
            sentences=[self.sentences[i] for i in kept],
        )


def read_document(text: str, name: str, options: SummarizationOptions) -> SourceDocument:
    """Reads a text.

    Args:
        text: The text.
        name: What it is called in errors.
        options: How it is summarized.

    Returns:
        The document.

    Raises:
        InvalidInputError: If the text has no visible character.
    """
    language = options.language or find_language(text)
    structure = find_structure(text, language)
    if not structure:
        raise InvalidInputError(
            f"{name} has nothing to summarize: got {len(text)} characters, none of them visible"
        )
    candidates = find_candidates(text, structure, options.min_length)
    sentences = [text[structure[i].start : structure[i].end] for i in candidates]
    return SourceDocument(text, structure, candidates, sentences, language)


def read_groups(
    texts: Iterator[str], options: SummarizationOptions
) -> Iterator[list[SourceDocument]]:
    """Reads texts until they have enough sentences to be embedded together.

    Args:
        texts: The texts.
        options: How they are summarized.

    Yields:
        Documents, each group of at least `GROUP_SENTENCES` sentences but the last.

    Raises:
        InvalidInputError: If a text has no visible character.
    """
    group: list[SourceDocument] = []
    size = 0
    for i, text in enumerate(texts):
        document = read_document(text, f"text[{i}]", options)
        group.append(document)
        size += len(document.sentences)
        if size >= GROUP_SENTENCES:
            yield group
            group, size = [], 0
    if group:
        yield group


def read_named_texts(text: Text | Texts | Mapping[str, Text]) -> list[tuple[int | str, str]]:
    """Reads an argument that is several texts, with their names or numbers.

    Args:
        text: The texts, or a mapping of names to texts.

    Returns:
        Pairs of a name or number and a text.

    Raises:
        InvalidInputError: If it is one text, none, or a name is not a str; or a text is none.
        DataFormatError: If a file is damaged or has no text.
    """
    if isinstance(text, Mapping):
        wrong = next((name for name in text if not isinstance(name, str)), None)
        if wrong is not None:
            raise InvalidInputError(
                f"names of texts must be str, got {type(wrong).__name__} {wrong!r}"
            )
        names: Sequence[int | str] = list(text)
        texts = read_texts("text", list(text.values()), many="summarize_files")
    else:
        texts = read_texts("text", text, many="summarize_files")
        names = range(len(texts))
    if isinstance(texts, str):
        raise InvalidInputError(
            "text must be a list of texts or a mapping of names to texts with together=True, "
            "got one text"
        )
    if not texts:
        raise InvalidInputError("text must have at least one text with together=True, got none")
    return list(zip(names, texts, strict=True))
