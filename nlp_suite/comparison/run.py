"""Running a comparison: systems are loaded, measured and scored."""

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from nlp_suite._lazy import missing_dependency
from nlp_suite.arguments import check_whole
from nlp_suite.comparison.comparison import Comparison
from nlp_suite.comparison.inputs import Cases
from nlp_suite.comparison.measurement import Job, Measurement, load_system
from nlp_suite.comparison.resources import ModelSize, measure_size
from nlp_suite.comparison.subprocess_run import run_in_own_process
from nlp_suite.comparison.system import ResolvedSystem, System, distinct_names, resolve_systems
from nlp_suite.comparison.system_result import SystemResult
from nlp_suite.comparison.tasks.base import ComparedTask, References, texts_of
from nlp_suite.comparison.tasks.registry import find_compared_task
from nlp_suite.errors import InvalidInputError
from nlp_suite.load_options import LoadOptions
from nlp_suite.models.find import find_model
from nlp_suite.progress import track

if TYPE_CHECKING:
    from nlp_suite.evaluation.bootstrap import MetricScore


def run_comparison(
    task: str,
    inputs: str | Sequence[str],
    *,
    questions: str | Sequence[str] | None,
    engines: Sequence[Any],
    references: References | None,
    titles: Sequence[str] | None,
    repeats: int,
    isolated: bool,
    device: str | None,
    progress: bool | None,
    options: Mapping[str, Any],
) -> Comparison:
    """Runs a comparison, see `nlp_suite.compare`.

    Args:
        task: As for `nlp_suite.compare`, and so are the others but the last.
        inputs: The texts.
        questions: The questions.
        engines: The systems to compare.
        references: The gold results.
        titles: What to call the inputs.
        repeats: Number of timed runs.
        isolated: Whether each has a process of its own.
        device: Where to compute.
        progress: Whether to show a progress bar.
        options: The options of the task, by name.

    Returns:
        The comparison.

    Raises:
        NLPSuiteError: As `nlp_suite.compare` does.

    Example:
        ```python
        comparison = nlp_suite.compare(
            "translate", ["I see a cat."], engines=["runs/my-translator"], isolated=False
        )
        ```
    """
    rules = find_compared_task(task)
    for name in options:
        if name not in rules.options:
            raise InvalidInputError(
                f"{task} has the options {', '.join(rules.options)}; got {name!r}"
            )
    check_whole("repeats", repeats, 1)
    cases = _complete(rules.make_cases(inputs, questions), rules, references, titles)
    resolved = resolve_systems(task, engines, device)
    rules.check_packages(agreement=len(resolved) > 1, scores=references is not None)
    # All of them before the first is measured: what is missing is reported at once.
    sizes = [_find(task, resolved_system.system) for resolved_system in resolved]
    if isolated:
        _export(task, resolved)
    measurements = [
        _measure(
            Job(task, resolved_system.system, cases, options, repeats), resolved_system, isolated
        )
        for resolved_system in track(resolved, "Comparing", show=progress)
    ]
    _check_any_result(measurements)
    return _compare(rules, cases, options, resolved, sizes, measurements)


def _complete(
    cases: Cases, rules: ComparedTask, references: Any, titles: Sequence[str] | None
) -> Cases:
    count = len(cases.inputs)
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
    return cases._replace(
        references=None if references is None else rules.check_references(references),
        titles=None if titles is None else texts_of("titles", titles),
    )


def _find(task: str, system: System | None) -> tuple[str, ModelSize] | None:
    """Finds the model of what is to be loaded; returns its name and size."""
    if system is None:
        return None
    if system.engine == "pretrained":
        _check_pretrained()
    values: Any = {one.name: getattr(system, one.name) for one in fields(LoadOptions)}
    found = find_model(task, LoadOptions(**values))
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


def _export(task: str, resolved: Sequence[ResolvedSystem]) -> None:
    """Loads our own models once, which converts each to CTranslate2's format the first time.

    That is kept in the cache, and is no part of what loading costs from then on.
    """
    for system in dict.fromkeys(resolved_system.system for resolved_system in resolved):
        if system and system.engine == "custom" and system.runtime != "keras":
            load_system(task, system)


def _measure(job: Job, resolved_system: ResolvedSystem, isolated: bool) -> Measurement:
    if isolated and resolved_system.system is not None:
        return run_in_own_process(job)
    return job.run(resolved_system.loaded)


def _check_any_result(measurements: Sequence[Measurement]) -> None:
    errors = [measurement.first_error for measurement in measurements]
    # If all systems refuse all inputs, the inputs or the options are at fault.
    if errors[0] is not None and not any(one.run_seconds for one in measurements):
        raise errors[0]


def _compare(
    rules: ComparedTask,
    cases: Cases,
    options: Mapping[str, Any],
    resolved: Sequence[ResolvedSystem],
    sizes: Sequence[tuple[str, ModelSize] | None],
    measurements: Sequence[Measurement],
) -> Comparison:
    scored = _common(measurements)
    scores: list[dict[str, MetricScore] | None] = [None] * len(resolved)
    signature = None
    if cases.references is not None:
        for i, measurement in enumerate(measurements):
            if measurement.run_seconds and scored:
                own = [measurement.results[index] for index in scored]
                scores[i], signature = rules.scores(own, cases.only(scored), options)
    made_by = [_made_by(measurement) for measurement in measurements]
    names = distinct_names(resolved, [maker[1] if maker else None for maker in made_by])
    systems = []
    for i, (resolved_system, found, measurement) in enumerate(
        zip(resolved, sizes, measurements, strict=True)
    ):
        engine = resolved_system.system.engine if resolved_system.system else ""
        engine, model = made_by[i] or (engine, found[0] if found else "")
        systems.append(
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
            )
        )
    return Comparison(
        task=rules.name,
        inputs=cases.inputs,
        questions=cases.questions,
        references=cases.references,
        titles=cases.titles,
        systems=tuple(systems),
        agreement={
            one.name: {other.name: _agreement(rules, one, other) for other in systems}
            for one in systems
        },
        agreement_metric=rules.agreement_metric,
        scored=tuple(scored) if cases.references is not None else (),
        signature=signature,
    )


def _common(measurements: Sequence[Measurement]) -> list[int]:
    """Finds the inputs for which all systems with any result have one."""
    able = [one.results for one in measurements if one.run_seconds]
    return [i for i, row in enumerate(zip(*able, strict=True)) if None not in row]


def _agreement(rules: ComparedTask, first: SystemResult, second: SystemResult) -> float | None:
    pairs = zip(first.results, second.results, strict=True)
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    return rules.agreement(*map(list, zip(*both, strict=True))) if both else None


def _made_by(measurement: Measurement) -> tuple[str, str] | None:
    """Returns the engine and the model that the results name."""
    for result in measurement.results:
        for one in result if isinstance(result, list) else (result,):
            if one is not None:
                return one.engine, one.model
    return None
