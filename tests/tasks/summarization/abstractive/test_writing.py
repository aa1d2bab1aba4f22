import pytest

from nlp_suite.tasks.summarization.abstractive.writing import draft, write_together
from nlp_suite.tasks.summarization.options import SummarizationOptions


@pytest.fixture
def write(read):
    """Writes a summary of each text, or one of all."""

    def write(generator, *texts, together=False, advance=None, **options):
        options = SummarizationOptions(language="en", **options)
        documents = [read(text, name if together else None) for name, text in enumerate(texts)]
        sources = [documents] if together else [[one] for one in documents]
        drafts = write_together(
            [draft(source, options, generator) for source in sources], generator, advance
        )
        return drafts if len(drafts) > 1 else drafts[0]

    return write


def test_a_text_that_can_be_read_at_once_is_read_as_it_is(write, make_generator):
    generator = make_generator()
    text = "# Tin\n\n- Tin  melts.\n- It is soft.\n"
    assert write(generator, text) == ("# Tin - Tin melts. - It is soft.", ())
    ((texts, options),) = generator.calls
    assert texts == [text]
    assert (options.max_tokens, options.min_tokens) == (None, None)


def test_parts_and_their_summaries(write, make_generator, make_text):
    generator = make_generator()
    text = make_text(40)
    summary, parts = write(generator, text)
    assert len(parts) == 2
    assert [text[part.start : part.end][:8] for part in parts] == ["Number 0", "Number 2"]
    assert parts[0].start == 0
    assert parts[-1].end == len(text)
    assert [part.document for part in parts] == [None, None]
    (read, options), (joined, last) = generator.calls
    assert read == [text[part.start : part.end] for part in parts]
    assert (options.max_tokens, options.min_tokens) == (20, 3)
    assert joined == [" ".join(part.text for part in parts)]
    assert last.max_tokens is None
    assert summary == " ".join(joined[0].split()[:19])


def test_summaries_are_summarized_until_they_can_be_read_at_once(write, make_generator, make_text):
    generator = make_generator(source=60, own=30)
    summary, parts = write(generator, make_text(600))
    assert 40 <= len(parts) <= 50
    sizes = [len(texts) for texts, _ in generator.calls]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) > 3
    assert sizes[-1] == 1
    assert len(summary.split()) == 29


def test_a_model_that_writes_as_much_as_it_reads_comes_to_an_end(write, make_generator, make_text):
    class Echo(make_generator):
        def number(self, options):
            return 1000

    summary, parts = write(Echo(source=20, target=20), make_text(200))
    assert len(summary.split()) <= 20
    assert all(len(part.text.split()) <= 10 for part in parts)


def test_a_model_that_writes_nothing(write, make_generator, make_text):
    class Silent(make_generator):
        def number(self, options):
            return 0

    summary, parts = write(Silent(), make_text(100))
    assert summary == ""
    assert {part.text for part in parts} == {""}


def test_words(write, make_generator, make_text):
    for text in (make_text(5), make_text(100)):
        for most in (1, 4, 10, 30):
            summary, _ = write(make_generator(), text, max_words=most)
            assert len(summary.split()) <= most
            assert summary.endswith(".") or most < 4


def test_a_ratio_of_a_long_text_is_more_than_one_summary(write, make_generator, make_text):
    generator = make_generator()
    text = make_text(200)
    summary, parts = write(generator, text, ratio=0.25)
    assert 100 <= len(summary.split()) <= 200
    assert summary == "\n\n".join(part.text for part in parts)


def test_more_than_can_be_written_at_once_is_written_in_parts(write, make_generator, make_text):
    generator = make_generator(source=1000, target=20)
    summary, parts = write(generator, make_text(50), min_tokens=60)
    # It could be read at once.
    assert len(parts) >= 3
    assert len(summary.split()) >= 57


def test_too_few_words_are_written_again(write, make_generator):
    class Subwords(make_generator):
        def number(self, options):
            # Half a word for each token, and no more than is asked for at least.
            return (options.min_tokens or 6) // 2

        def generate(self, texts, options, advance=None):
            found = super().generate(texts, options, advance)
            return [one._replace(num_tokens=2 * one.num_tokens) for one in found]

    generator = Subwords()
    summary, _ = write(generator, "One two three four five six seven eight nine ten.", min_words=6)
    assert len(generator.calls) == 2
    assert len(summary.split()) == 6


def test_several_documents(write, make_generator, make_text):
    generator = make_generator()
    summary, parts = write(generator, make_text(40), "Tin melts early.", together=True)
    assert [part.document for part in parts] == [0, 0, 1]
    assert parts[2].text == "Tin melts early."
    assert (parts[2].start, parts[2].end) == (0, 16)
    (texts, _), (short, options), *_ = generator.calls
    assert (len(texts), short) == (2, ["Tin melts early."])
    # It need not be longer than its half.
    assert options.min_tokens == 1
    assert "Tin" not in summary


def test_texts_are_written_together_and_come_in_their_order(write, make_generator, make_text):
    generator = make_generator()
    texts = [make_text(number) for number in (40, 3, 90, 2)]
    drafts = write(generator, *texts)
    for text, found in zip(texts, drafts, strict=True):
        assert found == write(make_generator(), text)
    # The parts of all, then whole texts.
    first = [texts for texts, _ in generator.calls if len(texts) > 2]
    assert len(first[0]) == 6
    assert len(generator.calls) <= 4


def test_progress_is_told_in_characters(write, make_generator, make_text):
    texts = [make_text(number) for number in (40, 3, 2)]
    told = []
    write(make_generator(), *texts, advance=told.append)
    assert len(told) > 3
    assert sum(map(len, texts)) - 10 <= sum(told) <= sum(map(len, texts))


def test_lone_surrogates_are_replaced(write, make_generator):
    assert write(make_generator(), "Tom \ud800 sleeps.").text == "Tom ? sleeps."
