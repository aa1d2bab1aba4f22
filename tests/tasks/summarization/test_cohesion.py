import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp_suite.tasks.summarization import cohesion
from nlp_suite.tasks.summarization.candidates import find_candidates
from nlp_suite.tasks.summarization.cohesion import Links, count_faults, find_links, make_cohesive
from nlp_suite.tasks.summarization.selection import prose
from nlp_suite.text.structure import find_structure


def links_of(text, **options):
    structure = find_structure(text)
    return find_links(text, structure, find_candidates(text, structure), **options)


def links_between(*sentences):
    """The links of given sentences, whatever the splitter makes of them."""
    return find_links(" ".join(sentences), prose(sentences), range(len(sentences)))


def where(flags):
    return np.flatnonzero(flags).tolist()


def test_an_opening_needs_the_sentence_before():
    links = links_of("Tin is soft. It melts early. Lead is heavy. However, lead is soft.")
    assert where(links.opening) == [1, 3]
    assert count_faults([0, 1], links) == {}
    assert count_faults([1], links) == {"opening": 1}
    assert count_faults([0, 3], links) == {"opening": 1}


def test_the_first_sentence_is_as_the_text_begins():
    assert where(links_of("It was a dark night. It rained. He slept.").opening) == [2]


@pytest.mark.parametrize("question", ["Why?", "“Why?”", "(Why?)", "Why?!", "Why ?", "为什么？"])  # noqa: RUF001
def test_a_question_needs_its_answer(question):
    links = links_of(f"Tin is soft. {question} Its bonds are weak.")
    assert where(links.question) == [1]
    assert count_faults([0, 1], links)["question"] == 1
    assert count_faults([0, 1, 2], links) == {}


def test_what_is_no_question():
    assert where(links_of("“Why?” she asked. Who knows? Tin melts.").question) == [1]


def test_a_question_at_the_end_has_no_answer():
    assert count_faults([0, 1], links_of("Tin is soft. Who knows?")) == {"question": 1}


def test_a_colon_needs_what_follows():
    text = "Iron is hard. Two metals are soft:\n\n- tin is one of them\n- lead is the other\n"
    links = links_of(text)
    assert where(links.announcement) == [1]
    assert count_faults([1, 2], links) == {}
    assert count_faults([1, 3], links) == {"announcement": 1}


def test_a_colon_before_code():
    text = "Tin is soft. Run this command:\n\n```\npip install tin\n```\n\nThe rest is easy.\n"
    links = links_of(text)
    assert where(links.joined) == [0]
    assert count_faults([0, 1, 2], links) == {"announcement": 1}


@pytest.mark.parametrize(
    ("left", "right"),
    [('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("»", "«"), ("'", "'"), ("‘", "’")],  # noqa: RUF001
)
def test_a_quotation_comes_wholly_or_not_at_all(left, right):
    links = links_between(
        f"Anna said: {left}Tin is soft.",
        "Lead is soft.",
        f"Iron bends.{right}",
        "Bert left.",
        "Cats sleep.",
    )
    assert where(links.quotation) == [0, 1]
    assert where(links.broken) == []
    assert count_faults([0, 1, 2], links) == {}
    assert count_faults([3, 4], links) == {}
    assert count_faults([1], links) == {"quotation": 1}
    assert count_faults([0, 1], links) == {"quotation": 1}
    assert count_faults([0, 2], links) == {"quotation": 2}


def test_several_quotations():
    links = links_between(
        '"Tin is soft," Anna said.',
        '"Lead is, too."',
        'Bert said: "No.',
        'Iron is."',
        "Cats sleep.",
    )
    assert where(links.quotation) == [2]
    assert where(links.broken) == []


def test_a_quotation_of_several_paragraphs():
    text = "Anna wrote: “Tin is soft.\n\n“Lead is soft. Iron bends.”\n\nCats sleep here.\n"
    links = links_of(text)
    assert where(links.quotation) == [0, 1]
    assert where(links.broken) == []


def test_a_quotation_without_an_end():
    links = links_of("Anna wrote: “Tin is soft. Lead is soft.\n\nCats sleep here.\n")
    assert where(links.broken) == [0]
    assert count_faults([0, 1, 2], links) == {"quotation": 1}


def test_apostrophes_are_no_quotation():
    links = links_between(
        "The 'Big Mill' isn't old.", "The millers' hens are.", "Rock 'n' roll is.", "Tin's soft.'"
    )
    assert where(links.quotation) == where(links.broken) == []
    links = links_between("Anna's 'Old mill burns.", "The hens left.")
    assert where(links.quotation) == where(links.broken) == []


def test_a_quotation_within_a_quotation():
    links = links_between(
        "Anna said: “Bert said 'No.", "Yes.' I heard.", "It rains.”", "Cats sleep."
    )
    assert where(links.quotation) == [0, 1]
    links = links_between("Anna said: 'Bert said “No.”", "I heard it.'", "Cats sleep.")
    assert where(links.quotation) == [0]
    assert where(links.broken) == []


def test_inches_are_no_quotation():
    links = links_of('The bar has 5" of tin. It is soft. The rod has 6" of it.')
    assert where(links.quotation) == where(links.broken) == []


def test_what_somebody_says_begins_behind_the_name():
    text = (
        "Anna: Is the fence done?\nBert: Yes, since noon.\nAnna: Good work.\nBert: But it leans.\n"
    )
    links = links_of(text)
    assert where(links.question) == [0]
    assert where(links.opening) == [1, 3]


def test_a_heading_parts_sentences():
    links = links_of("# Tin\n\nTin is soft.\n\n# Lead\n\nIt is heavy. It is soft.\n")
    assert where(links.joined) == [1]
    assert count_faults([0, 1], links) == {"opening": 1}


def test_the_languages():
    text = "Zinn ist weich. Es ist rot. Er ging. He left."
    assert where(links_of(text, language="de").opening) == [1, 2]
    assert where(links_of(text, language="en").opening) == [3]
    assert where(links_of(text, language="fr").opening) == []


def test_a_sentence_is_brought_along_replaced_or_left_out():
    links = links_of("Tin is soft. It melts early. Cats sleep. Dogs bark.")
    assert make_cohesive([1, 2], 2, np.array([1.0, 2.0, 0.5, 0.0]), links) == (0, 1)
    assert make_cohesive([1, 2], 2, np.array([-3.0, 1.0, 1.5, 1.0]), links) == (2, 3)
    assert make_cohesive([1], 1, np.array([0.9, 1.0, 0.5, 0.0]), links) == (0,)
    assert make_cohesive([1], 1, np.array([0.3, 1.0, 0.5, 0.0]), links) == (2,)
    assert make_cohesive([0, 3], 2, np.array([0.0, 9.0, 9.0, 0.0]), links) == (0, 3)


def test_a_text_of_nothing_but_faults_still_has_its_number():
    links = links_of("Why? Who? Where? When? What?")
    for count in range(1, 6):
        chosen = make_cohesive(range(count), count, np.zeros(5), links)
        assert len(chosen) == len(set(chosen)) == count


@st.composite
def texts_of_needs(draw):
    n = draw(st.integers(1, 8))
    flags = lambda: np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)))  # noqa: E731
    links = Links(*(flags() for _ in Links._fields))
    links.joined[-1] = False
    links.opening[0] = False
    values = np.array(draw(st.lists(st.integers(-3, 3), min_size=n, max_size=n)), float)
    chosen = draw(st.sets(st.integers(0, n - 1), min_size=1))
    return links, values, chosen


@given(texts_of_needs(), st.sampled_from([cohesion.FAULT, cohesion.FORBIDDEN]))
def test_the_choice_is_the_best_with_what_faults_take_off(text, price):
    links, values, chosen = text
    count = len(chosen)
    found = make_cohesive(chosen, count, values, links, price)
    assert list(found) == sorted(set(found))
    assert len(found) == count

    def cost(some):
        worth = sum(values[i] + cohesion._CHOSEN_BONUS * (i in chosen) for i in some)
        return -round(worth - price * count_needs(some, links), 3)

    best = min(cost(some) for some in itertools.combinations(range(len(values)), count))
    if count_faults(chosen, links):
        assert cost(found) == best
    else:
        assert set(found) == chosen


def count_needs(some, links):
    """Every need that is not met: a sentence with one colon and one question mark has two."""
    needs = 0
    for i in some:
        before = i - 1 in some and i > 0 and links.joined[i - 1]
        behind = i + 1 in some and links.joined[i]
        needs += int(links.opening[i] and not before)
        needs += int((links.question[i] or links.announcement[i]) and not behind)
        after_part = i > 0 and links.quotation[i - 1]
        if links.broken[i]:
            needs += 1
            needs += int(links.quotation[i] and links.joined[i] and not behind)
            needs += int(after_part and links.joined[i - 1] and not before)
        else:
            cut = (links.quotation[i] and not links.joined[i]) or (
                after_part and not links.joined[i - 1]
            )
            needs += int(cut)
            needs += int(links.quotation[i] and links.joined[i] and not behind)
            needs += int(after_part and links.joined[i - 1] and not before)
    return needs


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 99))
def test_runs_keep_the_number_and_leave_no_more_faults(seed):
    generator = np.random.default_rng(seed)
    n = 400
    none = np.zeros(n, dtype=bool)
    opening = generator.random(n) < 0.3
    opening[0] = False
    joined = np.ones(n, dtype=bool)
    joined[-1] = False
    links = Links(joined, opening, none, none, none, none)
    chosen = sorted(generator.choice(n, 150, replace=False).tolist())
    found = make_cohesive(chosen, 150, generator.normal(size=n), links)
    assert len(found) == len(set(found)) == 150
    assert list(found) == sorted(found)
    assert count_faults(found, links) == {}
    found = make_cohesive(chosen, 150, generator.normal(size=n), links, cohesion.FAULT)
    # Now one may stay where all else says far less.
    assert count_faults(found, links)["opening"] < count_faults(chosen, links)["opening"] / 3


@pytest.mark.parametrize(
    "unit", ["a", "“", '"', "“a\n\n", "a? ", "He: ", "a\u200d", "\x00", "\ud800", "\n", '"a." ']
)
def test_linear_on_any_text(unit, assert_quick):
    text = (unit * 30_000)[:30_000]
    structure = find_structure(text)
    assert_quick(lambda: find_links(text, structure, find_candidates(text, structure)), seconds=0.5)
