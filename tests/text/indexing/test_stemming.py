import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from nlp_suite.text.indexing import stemming
from nlp_suite.text.indexing.stemming import stem
from nlp_suite.text.languages import LANGUAGE_NAMES


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "haus häuser häusern hauses"),
        ("de-AT", "fluss fluss flüsse flüssen"),
        ("fr", "cheval chevaux"),
        ("es", "gato gatos"),
        ("it", "gatto gatti gatta"),
        ("pt", "menino meninos"),
        ("nl", "huis huizen"),
        ("sv", "bil bilar bilarna"),
        ("nb", "bil biler bilene"),
        ("fi", "talo talot talossa"),
        ("pl", "dom domem"),
        ("cs", "žena ženy"),
        ("ru", "город города городов"),
        ("tr", "kitap kitaplar"),
        ("hu", "ház házak"),
        ("hi", "किताब किताबें"),
    ],
)
def test_forms_of_a_word_have_one_stem(language, words):
    assert len({stem(word, language) for word in words.split()}) == 1


def test_different_words_have_different_stems():
    assert len({stem(word, "de") for word in ("haus", "hase", "hose", "husten")}) == 4


def test_a_language_without_an_algorithm():
    assert stem("nyumba", "sw") == "nyumba"


@pytest.mark.parametrize("language", sorted(stemming._ALGORITHMS))
def test_every_algorithm_is_there(language):
    assert language in LANGUAGE_NAMES
    assert stem("katar", language)


@pytest.mark.parametrize("language", sorted(stemming._ALGORITHMS))
def test_long_words_take_little_time(language, assert_quick):
    stem("a", language)

    def work():
        stem.cache_clear()
        for unit in ("a", "en", "ler", "ß", "\0", "\ud800", "\u0301"):
            stem(unit * (100_000 // len(unit)), language)
            stem(unit * (100 // len(unit)), language)

    assert_quick(work, seconds=1)


def test_threads_do_not_share_a_stemmer():
    words = [f"{root}{ending}" for root in ("kat", "flux", "tram") for ending in ("en", "es", "e")]
    words = [word + "x" * i + "en" for word in words for i in range(20)]
    expected = [stem(word, "de") for word in words]
    stem.cache_clear()
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: [stem(word, "de") for word in words], range(8)))
    assert all(one == expected for one in found)


def test_the_algorithms_are_loaded_with_the_first_word():
    code = (
        "import sys; from nlp_suite.tasks.summarization.content_words import content_words; "
        "content_words('The cats.'); assert 'snowballstemmer' not in sys.modules; "
        "content_words('Die Katzen.', 'de'); assert 'snowballstemmer' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
