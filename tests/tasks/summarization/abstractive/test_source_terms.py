import pytest

from nlp_suite.tasks.summarization.abstractive.source_terms import SourceTerms

TEXT = (
    "The International Energy Agency met in Vienna on 5 May 2019. Iran sold 1,500 barrels, "
    "two million less than before; prices rose by 3.5 percent. O'Brien and Müller were there."
)


def missing(sentence, text=TEXT, language="en"):
    return SourceTerms([text], language).missing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The agency met in Vienna.",
        "Iranian barrels, the Iranians say, went to the IEA.",
        "About 1500 barrels were sold, 2 million less.",
        "It was 2,000,000 less, or 3.5% more, in 2019.",
        "Prices rose by 3.5 per cent on 05 May.",
        "There were O'Brien and MÜLLER.",
        # What begins a sentence, a word of one letter, function words and capitals everywhere.
        "Analysts saw it.",
        "There I saw it.",
        "He said: The agency met.",
        "OIL PRICES SOAR.",
    ],
)
def test_what_the_text_has(sentence):
    assert missing(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "lacking"),
    [
        ("The agency met in Geneva.", ("Geneva",)),
        ("It met in South Korea, and in Seoul.", ("South Korea", "Seoul")),
        ("The OPEC met in Vienna.", ("OPEC",)),
        ("Iran sold 1,600 barrels in 2019.", ("1,600",)),
        ("Iran sold 3 million barrels, or 15.", ("3", "15")),
        ("Prices rose by 35 percent, 35 in all.", ("35",)),
        ("In Vienna Mueller met Obama on 6 May.", ("Mueller", "Obama", "6")),
    ],
)
def test_what_the_text_lacks(sentence, lacking):
    assert missing(sentence) == lacking


def test_other_languages():
    # Every noun has a capital; numbers are as they are written there.
    assert missing("Die Katze zahlt 1.500 Euro.", "Der Hund zahlt 1500 Euro.", "de") == ()
    assert missing("Die Katze zahlt zwölf Euro, dann 13.", "Er zahlt 12 Euro.", "de-AT") == ("13",)
    assert missing("Le chat est à Lyon.", "Le chat est à Paris.", "fr") == ("Lyon",)
    assert missing("猫は5匹。", "猫は3匹。", "ja") == ("5",)


def test_several_texts_count_as_one():
    terms = SourceTerms(["Tom sleeps in May.", "Ann has 3 cats."], "en")
    assert terms.missing("There Tom and Ann see 3 cats, and Bob.") == ("Bob",)
