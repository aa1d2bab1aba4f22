"""Running a comparison: systems are loaded, measured and scored."""

import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nlp_suite import registry
from nlp_suite._lazy import missing_dependency
from nlp_suite.arguments import LARGEST_WHOLE, check_switch, check_whole
from nlp_suite.comparison.comparison import Comparison
from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.comparison.measurement import Job, Measurement
from nlp_suite.comparison.resources import ModelSize, measure_size
from nlp_suite.comparison.subprocess_run import run_in_own_process
from nlp_suite.comparison.system import ResolvedSystem, System, distinct_names, resolve_systems
from nlp_suite.comparison.system_result import SystemResult
from nlp_suite.comparison.tasks.base import ComparedTask, References, texts_of
from nlp_suite.comparison.tasks.registry import find_compared_task
from nlp_suite.decoding.options import DecodingOptions
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import AUTO, SharedKeywords
from nlp_suite.models.directions import check_directions
from nlp_suite.models.find import find_model
from nlp_suite.option_signatures import option_names
from nlp_suite.progress import track
from nlp_suite.tasks.question_answering.options import ReadingOptions
from nlp_suite.tasks.summarization.options import SummarizationOptions
from nlp_suite.tasks.translation.options import TranslationOptions

if TYPE_CHECKING:
    from nlp_suite.data.texts import Text, Texts
    from nlp_suite.evaluation.bootstrap import MetricScore

_OPTIONS: Mapping[str, tuple[Any, ...]] = {
    "answer": (ReadingOptions,),
    "summarize": (SummarizationOptions,),
    "translate": (TranslationOptions, DecodingOptions),
}
_MOST_REPEATS = 1_000_000


def run_comparison(
    task: str,
    inputs: "Text | Texts",
    *,
    questions: str | Iterable[str] | None,
    systems: Sequence[Any],
    references: References | None,
    titles: Sequence[str] | None,
    repeats: int,
    isolated: bool,
    loading: SharedKeywords,
    progress: bool | None,
    options: Mapping[str, Any],
) -> Comparison:
    """Runs a comparison, see `nlp_suite.compare`.

    Args:
        task: As for `nlp_suite.compare`, and so are the others but the last.
        inputs: The texts.
        questions: The questions.
        systems: The systems to compare.
        references: The gold results.
        titles: What to call the inputs.
        repeats: Number of timed runs.
        isolated: Whether each has a process of its own.
        loading: Options of the systems that do not say.
        progress: Whether to show a progress bar.
        options: The options of the task, by name.

    Returns:
        The comparison.

    Raises:
        NLPSuiteError: As `nlp_suite.compare` does.

    Example:
        ```python
        comparison = nlp_suite.compare(
            "translate", ["I see a cat."], systems=["runs/my-translator"], isolated=False
        )
        ```
    """
    compared_task = find_compared_task(task)
    for name in options:
        if name not in compared_task.options:
            raise InvalidInputError(
                f"{task} has the options {', '.join(compared_task.options)}; got {name!r}"
            )
    for own in compared_task.options_by_kind(options):
        for kind in _OPTIONS[task]:
            kind(**{name: own[name] for name in option_names(kind) if name in own})
    if "top_k" in options:
        check_whole("top_k", options["top_k"], 1, LARGEST_WHOLE)
    check_whole("repeats", repeats, 1, _MOST_REPEATS)
    check_switch("isolated", isolated)
    checked = _complete(
        compared_task.make_inputs(inputs, questions), compared_task, references, titles
    )
    resolved = resolve_systems(task, systems, loading)
    compared_task.check_packages(agreement=len(resolved) > 1, scores=references is not None)
    # All of them before the first is measured: what is missing is reported at once.
    models = [_find(task, one.system) for one in resolved]
    compared_task.check_systems(resolved, options)
    if isolated:
        _export(task, resolved)
    measurements = [
        _measure(Job(task, one.system, checked, options, repeats), one, isolated)
        for one in track(resolved, "Comparing", show=progress)
    ]
    _check_any_result(measurements)
    return _compare(compared_task, checked, options, resolved, models, measurements)


def _complete(
    inputs: ComparisonInputs,
    compared_task: ComparedTask,
    references: Any,
    titles: Sequence[str] | None,
) -> ComparisonInputs:
    count = len(inputs.texts)
    if isinstance(references, str):
        references = [references]
    for name, values in (("references", references), ("titles", titles)):
        if values is None:
            continue
        if not isinstance(values, list | tuple):
            raise InvalidInputError(f"{name} must be a list, got {type(values).__name__}")
        if len(values) != count:
            raise InvalidInputError(
                f"{name} must be as many as there are inputs, {count}, got {len(values)}"
            )
    return inputs._replace(
        references=None if references is None else compared_task.check_references(references),
        titles=None if titles is None else texts_of("titles", titles),
    )


def _find(task: str, system: System | None) -> tuple[str, ModelSize] | None:
    """Finds the model of what is to be loaded; returns its name and size, if it is one."""
    if system is None:
        return None
    if system.engine == "pretrained":
        _check_pretrained()
    if system.source == AUTO:
        check_directions(task, system)
        return None
    found = find_model(task, system)
    return found.name, measure_size(found.path)


def _check_pretrained() -> None:
    # Without an import, which takes seconds.
    for package in ("torch", "transformers"):
        try:
            found = importlib.util.find_spec(package)
        except (ImportError, ValueError):
            found = None
        if found is None:
            raise missing_dependency("engine='pretrained'", package, "pretrained")


def _export(task: str, systems: Sequence[ResolvedSystem]) -> None:
    """Loads our own models once, which converts each to CTranslate2's format the first time.

    That is kept in the cache, and is no part of what loading costs from then on.
    """
    for system in dict.fromkeys(one.system for one in systems):
        if system and system.engine == "custom" and system.runtime != "keras":
            registry.load(task, system)


def _measure(job: Job, system: ResolvedSystem, isolated: bool) -> Measurement:
    if isolated and system.system is not None:
        return run_in_own_process(job)
    return job.run(system.loaded)


def _check_any_result(measurements: Sequence[Measurement]) -> None:
    errors = [measurement.first_error for measurement in measurements]
    # If all systems refuse all inputs, the inputs or the options are at fault.
    if errors[0] is not None and not any(one.run_seconds for one in measurements):
        raise errors[0]


def _compare(
    compared_task: ComparedTask,
    inputs: ComparisonInputs,
    options: Mapping[str, Any],
    systems: Sequence[ResolvedSystem],
    models: Sequence[tuple[str, ModelSize] | None],
    measurements: Sequence[Measurement],
) -> Comparison:
    scored = _common(measurements)
    scores: list[dict[str, MetricScore] | None] = [None] * len(systems)
    reference_free: list[dict[str, float]] = [{} for _ in systems]
    signatures: dict[str, None] = {}
    for i, measurement in enumerate(measurements):
        if measurement.run_seconds and scored:
            own, of = [measurement.results[index] for index in scored], inputs.subset(scored)
            reference_free[i] = compared_task.reference_free_scores(own, of)
            if inputs.references is not None:
                scores[i], signature = compared_task.scores(own, of, options)
                signatures[signature] = None
    made_by = [_made_by(measurement) for measurement in measurements]
    names = distinct_names(systems, [maker[1] if maker else None for maker in made_by])
    results = []
    for i, ((system, _), found, measurement) in enumerate(
        zip(systems, models, measurements, strict=True)
    ):
        engine: str = system.engine if system else ""
        engine, model = made_by[i] or (engine, found[0] if found else "")
        if system is not None and system.source == AUTO:
            # Each result names its own.
            model = AUTO
        results.append(
            SystemResult(
                name=names[i],
                engine=engine,
                model=model,
                results=measurement.results,
                errors=measurement.errors,
                load_seconds=measurement.load_seconds,
                run_seconds=measurement.run_seconds,
                peak_memory=measurement.peak_memory,
                weight_bytes=found[1].weight_bytes if found else None,
                parameters=found[1].parameters if found else None,
                scores=scores[i],
                reference_free_scores=reference_free[i],
            )
        )
    return Comparison(
        task=compared_task.name,
        inputs=inputs.texts,
        questions=inputs.questions,
        references=inputs.references,
        titles=inputs.titles,
        systems=tuple(results),
        agreement={
            one.name: {other.name: _agreement(compared_task, one, other) for other in results}
            for one in results
        },
        agreement_metric=compared_task.agreement_metric,
        scored=tuple(scored) if any(reference_free) or inputs.references is not None else (),
        signature="; ".join(signatures) or None,
    )


def _common(measurements: Sequence[Measurement]) -> list[int]:
    """Finds the inputs for which all systems with any result have one."""
    able = [one.results for one in measurements if one.run_seconds]
    return [i for i, row in enumerate(zip(*able, strict=True)) if None not in row]


def _agreement(
    compared_task: ComparedTask, first: SystemResult, second: SystemResult
) -> float | None:
    pairs = zip(first.results, second.results, strict=True)
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    return compared_task.agreement(*map(list, zip(*both, strict=True))) if both else None


def _made_by(measurement: Measurement) -> tuple[str, str] | None:
    """Returns the engine and the model that the results name."""
    for result in measurement.results:
        for one in result if isinstance(result, list) else (result,):
            if one is not None:
                return one.engine, one.model
    return None
