"""HTML sections of a comparison: the results for each input, side by side."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from nlp_suite.comparison.rendering.html_marking import (
    MarkedSpan,
    badge,
    escape,
    mark_differences,
    mark_spans,
)
from nlp_suite.comparison.tasks.question_answering import best_answer
from nlp_suite.results import Answer, Summary

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison

# Characters up to which the text of an answer is shown whole; one may have many questions.
_WHOLE = 20_000


def input_section(comparison: "Comparison", index: int, state: str) -> str:
    """Renders the results for an input, with what differs marked.

    Args:
        comparison: The comparison.
        index: The input's number, from 0.
        state: What to say beside its title, a word of the style sheet: "same", "differs" or
            "error"; "" for nothing.

    Returns:
        HTML.

    Example:
        ```python
        comparison = nlp_suite.compare("summarize", text, engines=["custom"], isolated=False)
        assert "<mark" in input_section(comparison, 0, state="")
        ```
    """
    title = escape(comparison.title(index))
    body = _SECTIONS[comparison.task](comparison, index)
    shown = f' <span class="state {state}">{state}</span>' if state else ""
    return f"<section>\n<h3>{title}{shown}</h3>\n{body}</section>\n"


def legend(comparison: "Comparison") -> str:
    """Renders the legend: what is marked in the results.

    Args:
        comparison: The comparison.

    Returns:
        A sentence, as HTML.

    Example:
        ```python
        comparison = nlp_suite.compare("summarize", text, engines=["custom"], isolated=False)
        print(legend(comparison))
        ```
    """
    if comparison.task == "summarize":
        return "Marked: the sentences that each took, with the letters of those who took them."
    if comparison.task == "answer":
        return "Marked: the answer in its sentence."
    if comparison.references:
        return f"Marked: words that are not those of the reference. {_GAP}"
    if len(comparison.systems) == 2:
        return f"Marked: words that are not those of the other translation. {_GAP}"
    if len(comparison.systems) > 2:
        return f"Marked: words that are not those of {badge(0)}. {_GAP}"
    return ""


_GAP = 'At <i class="gap"></i> there are words missing.'


def _summaries(comparison: "Comparison", index: int) -> str:
    spans, notes = [], []
    for i, one in enumerate(comparison.systems):
        summary: Summary | None = one.results[index]
        if summary is None:
            notes.append(_row(comparison, i, _error(one.errors[index])))
            continue
        spans += [MarkedSpan(sentence.start, sentence.end, i) for sentence in summary.sentences]
        numbers = ", ".join(str(sentence.index + 1) for sentence in summary.sentences)
        notes.append(_row(comparison, i, f"sentences {numbers} of {summary.total_sentences}"))
    text = mark_spans(comparison.inputs[index], spans, len(comparison.systems))
    return f'{_list(notes + _references(comparison, index))}<div class="text">{text}</div>\n'


def _translations(comparison: "Comparison", index: int) -> str:
    systems = comparison.systems
    texts = [None if one.results[index] is None else str(one.results[index]) for one in systems]
    references = comparison.references[index] if comparison.references else ()
    rows = []
    for i, text in enumerate(texts):
        if text is None:
            rows.append(_row(comparison, i, _error(systems[i].errors[index])))
            continue
        base = references[0] if references else texts[0]
        if not references and i == 0:
            base = texts[1] if len(texts) == 2 else text
        shown = escape(text) if base is None else mark_differences(text, base)
        rows.append(_row(comparison, i, f'<span class="text">{shown}</span>'))
    source = f'<p class="source text">{escape(comparison.inputs[index])}</p>\n'
    return source + _list(rows + _references(comparison, index))


def _answers(comparison: "Comparison", index: int) -> str:
    golds = comparison.references[index] if comparison.references else None
    rows, spans = [], []
    for i, one in enumerate(comparison.systems):
        result = one.results[index]
        if result is None:
            rows.append(_row(comparison, i, _error(one.errors[index])))
            continue
        answer = best_answer(result)
        if answer:
            spans.append(MarkedSpan(answer.start, answer.end, i))
        others = result[1:] if isinstance(result, list) else []
        rows.append(_row(comparison, i, _answer(answer, golds, i) + _others(others)))
    question = escape((comparison.questions or ())[index])
    text = comparison.inputs[index]
    whole = ""
    if len(text) <= _WHOLE:
        marked = mark_spans(text, spans, len(comparison.systems))
        whole = f'<details><summary>The text</summary><div class="text">{marked}</div></details>\n'
    listed = _list(rows + _references(comparison, index))
    return f'<p class="source">{question}</p>\n{listed}{whole}'


def _answer(answer: Answer, golds: tuple[str, ...] | None, system: int) -> str:
    judgement = ""
    if golds is not None:
        from nlp_suite.evaluation import exact_match, token_f1

        right = exact_match(answer.text, golds) == 1
        f1 = f"F1 {100 * token_f1(answer.text, golds):.0f}"
        judgement = f' <span class="state">{"right" if right else f1}</span>'
    text = escape(answer.text) if answer else "(no answer)"
    first = f'<strong>{text}</strong> <span class="score">{answer.score:.2f}</span>{judgement}'
    if not answer:
        return first
    start = answer.start - answer.sentence_start
    span = MarkedSpan(start, start + len(answer.text), system)
    return f'{first}<div class="text">{mark_spans(answer.sentence, [span], systems=0)}</div>'


def _others(answers: list[Answer]) -> str:
    if not answers:
        return ""
    shown = ", ".join(f"{escape(one.text) or '(no answer)'} {one.score:.2f}" for one in answers)
    return f'<div class="score">then {shown}</div>'


def _references(comparison: "Comparison", index: int) -> list[str]:
    if comparison.references is None:
        return []
    texts = comparison.references[index] or ("(no answer)",)
    return [
        f'<dt>reference</dt><dd class="text">{escape(text)}</dd>\n' for text in dict.fromkeys(texts)
    ]


def _row(comparison: "Comparison", system: int, content: str) -> str:
    name = escape(comparison.systems[system].name)
    return f"<dt>{badge(system)} {name}</dt><dd>{content}</dd>\n"


def _list(rows: list[str]) -> str:
    return f"<dl>\n{''.join(rows)}</dl>\n"


def _error(error: str | None) -> str:
    return f'<span class="error">{escape(error or "")}</span>'


_SECTIONS: Mapping[str, Callable[[Any, int], str]] = {
    "answer": _answers,
    "summarize": _summaries,
    "translate": _translations,
}
