"""`nlp-suite demo`."""

import time

import typer

from nlp_suite.assets import TEXTS_FOLDER

SENTENCES = (
    "I am thirsty.",
    "Where is the train station?",
    "She has lived in Berlin for three years.",
)
QUESTIONS = (
    "Who fitted cranks to the front wheel?",
    "When did the Rover come out?",
    "What had James Starley made before?",
)


def demo() -> None:
    """Translate a few sentences; summarize an article, and answer questions about it."""
    import nlp_suite
    from nlp_suite.data import read_text
    from nlp_suite.text.languages import language_name

    started = time.perf_counter()
    translations = nlp_suite.translate(list(SENTENCES))
    seconds = time.perf_counter() - started

    languages = (translations[0].source_language, translations[0].target_language)
    typer.echo(" to ".join(language_name(code or "?") for code in languages) + ":\n")
    for translation in translations:
        typer.echo(f"  {translation.source}\n  {translation}\n")
    typer.echo(
        f"{len(translations)} sentences, translated by {translations[0].model} in {seconds:.2f} s, "
        "the model's loading included."
    )
    typer.echo('Your own words: nlp-suite translate "I see a cat."\n')

    file = TEXTS_FOLDER / "bicycle.txt"
    text = read_text(file)
    started = time.perf_counter()
    summary = nlp_suite.summarize(text, sentences=3)
    seconds = time.perf_counter() - started

    typer.echo(f"{text.splitlines()[0]}, in {len(summary.sentences)} sentences:\n")
    for sentence in summary.sentences:
        typer.echo(f"  {' '.join(sentence.text.split())}\n")
    typer.echo(
        f"{len(summary.sentences)} of {summary.total_sentences} sentences, chosen by "
        f"{summary.method} on {summary.model} in {seconds:.2f} s, the model's loading included."
    )
    typer.echo("Your own text: nlp-suite summarize FILE --sentences 3\n")

    started = time.perf_counter()
    answers = nlp_suite.answer(list(QUESTIONS), text)
    seconds = time.perf_counter() - started

    typer.echo("Questions about the same text:\n")
    for answer in answers:
        typer.echo(f"  {answer.question}\n  {answer.text}  ({answer.score:.2f})\n")
    typer.echo(
        f"{len(answers)} questions, answered by {answers[0].model} in {seconds:.2f} s, "
        "the model's loading included."
    )
    typer.echo('Your own question: nlp-suite answer "QUESTION" FILE')
