"""Sentences that go on behind an abbreviation, and those that end."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp_suite.text import split_sentences
from nlp_suite.text.abbreviations import goes_on

# ruff: noqa: RUF001 - a dash is what citations have.

# A bar stands where a sentence begins.
ENGLISH = [
    "Under Fed. R. Evid. 801(d)(2), it is hearsay.|We affirm.",
    "See Smith v. Jones, 12 F. Supp. 2d 345 (S.D.N.Y. 1998).|The motion fails.",
    "In Roe Inc. v. Doe Corp. the court split.|It was close.",
    "Brown v. Bd. of Educ., 347 U.S. 483 (1954), holds that.|It is law.",
    "See Cal. Penal Code § 187.|It defines murder.",
    "See Fla. Stat. § 5 and Tex. Gov. Code § 7.|Both apply.",
    "Pursuant to Cal. Code Regs. tit. 8, § 3203, he won.|He left.",
    "It was 29 C.F.R. § 1630.|He knew.",
    "As in Art. VII of the treaty.|It is old.",
    "See id. at 45.|We agree.",
    "See Doe, supra, at p. 12.|We agree.",
    "The court (9th Cir. 2004) agreed.|So do we.",
    "Cf. Smith et al. (2019) and Doe et al. 2020.|They differ.",
    "Smith et al. showed this.|We agree.",
    "It is in Proc. Natl. Acad. Sci. U.S.A. 98, 3.|It was cited.",
    "See J. Am. Chem. Soc. 121 (1999).|It is good.",
    "He wrote in Phys. Rev. Lett. 45, 3.|It was read.",
    "Ps. 23:1 is known.|Matt. 5:3 too.",
    "We read 1 Cor. 13:4 and Rom. 8:28.|They are good.",
    "He told Dan.|5 people came.",
    "Louis XIV. died in 1715.|He was old.",
    "Louis XIV died.|Henry VIII.|He had six wives.",
    "It was Henry VIII.|He had six wives.",
    "The rope is 3 ft. 2 in. long.|It is new.",
    "Take 2 tbsp. of oil and 1 tsp. of salt.|Stir.",
    "It weighs 5 kg.|It is new.",
    "He ran 5 km.|He was tired.",
    "He ran 5 km.|12 others ran too.",
    "The dept. of health said so.|It is big.",
    "The asst. manager and the mgr. of sales came.|They sat.",
    "He is 5 ft. tall and weighs 90 lbs. net.|He is fit.",
    "Brig. Gen. Smith and Lt. Col. Jones met Pvt. Ryan.|They talked.",
    "Ft. Worth and Mt. Everest are far.|He went.",
    "He was born c. 1850 and died (d. 1901).|He was rich.",
    "It was ca. 1700.|He came.",
    "Sec. 5 of the Act.|It is short.",
    "Reg. 12 and Sched. 2 apply.|So does cl. 5.",
    "See Vol. XII, pp. 3–5.|It is long.",
    "Chap. IV is long.|Pt. II is short.",
    "I like art.|He does too.",
    "He said no.|I left.",
    "No.|I did not.",
    "It fell in Sept. 2004 on Fri. morning.|It hurt.",
    "She married Ann.|5 years later she left.",
    "The U.S. Dept. of Justice came.|It was new.",
    "He has a Ph.D.|He is smart.",
    "It starts at 5 p.m.|He came.",
    "That was in World War II.|It was long.",
    "See the app.|A man made it.",
    "He needs a rest.|then he slept.",
    "It was a lab.|it was big.",
    "Use max. 5 and min. 3 items.|Then stop.",
    "See ibid. 45 and op. cit. p. 3.|They agree.",
    "The bldg. was old and the blvd. was wide.|He left.",
    "The 2nd ed. was sold.|It was cheap.",
    "It lasted 5 min. and 3 sec. in all.|He won.",
    "The corp. was sold by the assn. of farmers.|It fell.",
    "The rate is 5 per cent.|the bank said so.",
    "He is in the army.|Gen. Lee leads it.",
    "He read para. 5 and subsec. (2)(a).|He nodded.",
    "Cases are in 410 U.S. 113.|Read them.",
    "See 5 U.S.C. §§ 551-559.|Read them.",
    "Dr. Smith and Prof. Jones left.|They met St. John.",
    "See note 5 infra.|App. A shows it.",
    "Look at pt. 2.|It is here.",
    "In re Smith, 5 B.R. 3 (Bankr. D. Del. 2001), held so.|It is law.",
    "It is Minn. Stat. Ann. § 5.|Good.",
    "I have a cat.|Vol. 2 is here.",
    "Under Fed. R. Civ. P. 12(b)(6), the motion is granted.|The case is closed.",
    "The claim fails under Rule 9 subd. 3 and is dismissed.|We affirm.",
    "It is a notice for staff in non-govt. aided colleges.|It is new.",
    "J. Appl. Phys. Vol. 12, No. 3, pp. 45–50.|It was cited.",
    "Gen. 1:1 is short.|Ex. 3:14 is longer.",
    "Sulfolobus spp. use sulfur.|They like heat.",
    "It is named by the letter R.|A residue is a unit.",
]
GERMAN = [
    "Nach Art. 5 Abs. 1 S. 2 GG gilt das.|Es ist klar.",
    "Vgl. BGH, Beschl. v. 3. Mai 2011, Az. 5 StR 3/11, Rn. 12 ff.|Das ist neu.",
    "Gem. § 823 Abs. 1 BGB haftet er.|Er zahlt.",
    "Siehe Nr. 5 und Ziff. 3.|Das reicht.",
    "Friedrich II. von Preußen war König.|Er starb 1786.",
    "Papst Johannes Paul II. war Pole.|Er reiste viel.",
    "Es war Heinrich VIII.|Er hatte sechs Frauen.",
    "Es sind ca. 5 km bis zur Hauptstr. 12.|Dort wohnt er.",
    "Der 2. Senat und die 3. Kammer entscheiden.|Das dauert.",
    "Am 1. Mai ist frei.|Im 2. Stock wohnt er.",
    "Er kam als 5.|Dann ging er.",
    "Das war Nr. 5.|Danach kam Nr. 6.",
    "Hptm. Müller und Oblt. Meier kamen.|Sie aßen.",
    "Z. B. Äpfel, u. a. Boskop, d. h. gute.|Sie schmecken.",
    "Siehe Abb. 5, Tab. 3 und Kap. 12.|Sie sind gut.",
    "Lies Mt. 5,3 und 1. Kor. 13,4.|Das ist gut.",
    "Er wohnt in der Bahnhofstr. 5.|Sie auch.",
    "Es kostet 5 Mio. Euro.|Das ist viel.",
    "Das Haus hat 120 qm.|Es ist groß.",
    "Fr. Müller und Hr. Meier kamen.|Sie gingen.",
    "Das gilt nach §§ 5 ff. StGB.|Es ist neu.",
    "Er kam im Okt. 2010 und ging im Dez. 2011.|Es war kalt.",
    "Das war im Jahr 2010.|Dann kam er.",
    "Es war 5 v. Chr. so.|Dann nicht.",
    "Er mag Äpfel, Birnen usw.|Sie mag Pflaumen.",
    "Bd. II und Bd. III sind da.|Bd. IV fehlt.",
    "Er ist 3.|Das ist gut.",
    "Siehe 1. Mose 3,5 und Ps. 23,1.|Beide sind kurz.",
]


@pytest.mark.parametrize("marked", ENGLISH)
def test_english(marked: str) -> None:
    sentences = marked.split("|")
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@pytest.mark.parametrize("marked", GERMAN)
def test_german(marked: str) -> None:
    sentences = marked.split("|")
    text = " ".join(sentences)
    assert [text[start:end] for start, end in split_sentences(text, "de")] == sentences


def test_what_follows_decides() -> None:
    assert goes_on("It is Henry VIII.", "was a king.", "en")
    assert not goes_on("It is Henry VIII.", "He was a king.", "en")
    assert not goes_on("It is Henry VIII.", "was a king.", "fr")
    assert not goes_on("It is art", "5", "en")
    assert not goes_on(".", "5", "en")


@given(st.text(max_size=8), st.text(max_size=8), st.sampled_from(["en", "de", "it"]))
def test_anything_may_stand_before_and_behind(before: str, after: str, language: str) -> None:
    assert goes_on(f"{before}.", after, language) in (True, False)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("unit", ["Fed. ", "5 km. ", "V. I. ", "Abs. 5 ", "§ 5. ", "1. Mose "])
def test_long_rows_take_little_time(
    unit: str, language: str, assert_quick: Callable[..., None]
) -> None:
    text = unit * (50_000 // len(unit))
    assert_quick(lambda: split_sentences(text, language), seconds=1)
