import pytest

from nlp_suite.tasks.summarization.openings import needs_context


@pytest.mark.parametrize(
    "sentence",
    [
        "He left.",
        "His wife stayed.",
        "“But it rained.",
        "'She isn't here.'",
        "However, it rained.",
        "However it rained.",
        "It is red.",
        "It was red, and it was loud.",
        "It's red.",
        "They're late.",
        "This is why.",
        "This method fails.",
        "Those results were wrong.",
        "That’s why.",  # noqa: RUF001
        "Still, it rained.",
        "Both won.",
        "Neither won.",
        "One of them died.",
        "Most of these are red.",
        "For this reason we left.",
        "Because of this, we left.",
        "In this case the rule fails.",
        "As a result, prices rose.",
        "For example, tin melts early.",
        "In 2010 he moved.",
        "Last year they moved.",
        "When he arrived, it rained.",
        "On Monday, she moved.",
        "And they left.",
        "The latter melts early.",
        "The same metal melts.",
        "Others said no.",
        "Then Anna left.",
        "No, it stays.",
        "Yes, they do.",
    ],
)
def test_an_english_opening_that_needs_context(sentence):
    assert needs_context(sentence)
    assert needs_context(sentence, "en-GB")


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "...",
        "Anna left.",
        "The man said that he would come.",
        "It is known that tin melts early.",
        "It was Anna who left.",
        "It seems to melt early.",
        "It rained.",
        "This year prices rose.",
        "This chapter is about tin.",
        "In this section we melt tin.",
        "These days tin is rare.",
        "Those who wait are late.",
        "So far nobody has come.",
        "Still waters run deep.",
        "Instead of tin, lead was taken.",
        "Both tin and lead melt early.",
        "Neither tin nor lead is rare.",
        "One of the men died.",
        "After Anna spoke, he left.",
        "When he was twelve, Anna moved.",
        "I left.",
        "There is a fox.",
        "Thistles grow here.",
        "Butter melts.",
        "Heat rises.",
        "No fox came.",
    ],
)
def test_an_english_opening_that_needs_nothing(sentence):
    assert not needs_context(sentence)
    assert not needs_context(sentence, "en")


@pytest.mark.parametrize(
    "sentence",
    [
        "Er ging.",
        "Sie ging.",
        "Es ist rot.",
        "Seine Frau blieb.",
        "Dieser Mann ging.",
        "Dies ist der Grund.",
        "Das ist der Grund.",
        "Die hatte er vergessen.",
        "Jedoch regnete es.",
        "Aber es regnete.",
        "Doch sie kam.",
        "Deshalb blieb er.",
        "Dabei regnete es.",
        "Außerdem regnete es.",
        "„Dort steht sie.",
        "Zum Beispiel Zinn.",
        "Trotz dieser Lage blieb er.",
        "Als er kam, regnete es.",
        "Beide gingen.",
        "Letztere schmilzt früh.",
        "Nein, das Haus bleibt.",
    ],
)
def test_a_german_opening_that_needs_context(sentence):
    assert needs_context(sentence)
    assert needs_context(sentence, "de")


@pytest.mark.parametrize(
    "sentence",
    [
        "Anna ging.",
        "Das Haus ist rot.",
        "Die Frau ging.",
        "Es gibt Brot.",
        "Es ist bekannt, dass Zinn schmilzt.",
        "Diese Woche regnete es.",
        "In diesem Jahr regnete es.",
        "Wenn Sie warten, regnet es.",
        "Erbsen sind rund.",
        "Der Mann sagte, er komme.",
    ],
)
def test_a_german_opening_that_needs_nothing(sentence):
    assert not needs_context(sentence)
    assert not needs_context(sentence, "de")


def test_a_language_without_rules():
    assert not needs_context("Es importante.", "es")
    assert not needs_context("He left.", "de")
    assert not needs_context("Er ging.", "en")


@pytest.mark.parametrize("unit", ["a", "he ", "“", "’", "1.", "\ud800", "a\u200d", "\x00", ", "])  # noqa: RUF001
def test_any_beginning_of_any_length(unit):
    needs_context(unit * 100_000)


@pytest.mark.parametrize(
    "sentence",
    [
        "Since then the number has fallen.",
        "From then on Tomas wound it.",
        "Until then nobody knew.",
        "If they find fewer, the council will vote.",
        "With them came the rain.",
        "It was caused by a virus that lives in rats.",
        "Von ihm aus sieht man das Meer.",
        "Mit ihnen kam der Regen.",
    ],
)
def test_what_refers_to_the_sentence_before(sentence):
    assert needs_context(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was decided that the bridge would close.",
        "It is said that it rains there.",
        "If it rains, the game is off.",
        "If he wins, Mr Cole will pay.",
        "Mit Ihnen rechnen wir.",
        "Since the war the number has fallen.",
    ],
)
def test_what_refers_to_nothing_before(sentence):
    assert not needs_context(sentence)
