import pytest

from nlp_suite.decoding.generation_options import GenerationOptions
from nlp_suite.engines.interfaces import GeneratedText, RuntimeSettings
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.tasks.summarization.source_document import read_document
from nlp_suite.tasks.summarization.word_embedder import WordEmbedder


class FirstWords:
    """A generator that is easy to foretell: the first words of a text, each a token."""

    engine, model = "test", "first-words"
    settings = RuntimeSettings("test", "cpu", "float32")

    def __init__(self, source=100, target=50, own=20, least=3):
        self.max_source_tokens, self.max_target_tokens = source, target
        self.default_options = GenerationOptions(
            max_tokens=own,
            min_tokens=least,
            beam_size=4,
            length_penalty=1.0,
            no_repeat_ngram_size=0,
        )
        self.calls = []

    def count_tokens(self, texts):
        for text in texts:
            text.encode()
        return [len(text.split()) for text in texts]

    def generate(self, texts, options, advance=None):
        self.calls.append((list(texts), options))
        written = []
        for text in texts:
            words = text.split()
            assert len(words) <= self.max_source_tokens
            kept = words[: self.number(options)]
            written.append(GeneratedText(" ".join(kept), len(kept)))
            if advance is not None:
                advance(1)
        return written

    def number(self, options):
        most = options.max_tokens or self.default_options.max_tokens
        assert most <= self.max_target_tokens
        return most - 1


class Words:
    engine, model = "test", "words"
    settings = RuntimeSettings("test", "cpu", "float32")
    embed = staticmethod(WordEmbedder("en").embed)


@pytest.fixture
def make_generator():
    return FirstWords


@pytest.fixture
def embedder():
    return Words()


@pytest.fixture
def read():
    def read(text, name=None, **options):
        options = SummarizationOptions(**{"language": "en"} | options)
        return read_document(text, "text", options)._replace(name=name)

    return read


@pytest.fixture(scope="session")
def make_text():
    """A text of so many sentences of five words, all of them different."""

    def make(sentences, paragraph=4):
        text = ""
        for number in range(sentences):
            text += f"Number {number} has word{number}."
            text += "\n\n" if number % paragraph == paragraph - 1 else " "
        return text.strip()

    return make
