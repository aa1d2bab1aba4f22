"""Interface of the tasks that can be compared."""

import abc
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from nlp_suite.comparison.inputs import ComparisonInputs
from nlp_suite.data.texts import Text, Texts, read_texts
from nlp_suite.errors import InvalidInputError
from nlp_suite.evaluation.bootstrap import MetricScore

if TYPE_CHECKING:
    from nlp_suite.comparison.comparison import Comparison
    from nlp_suite.comparison.system import ResolvedSystem

References = Sequence[str | Sequence[str]]

# What takes the folders and tables that a comparison does not.
READ_DOCUMENTS = "nlp_suite.data.read_documents"


class ComparedTask(abc.ABC):
    """Interface of a compared task: how to call it, and compare and score its results.

    Attributes:
        name: The task's name.
        options: The options of the task that a comparison takes.
        agreement_metric: Description of the metric of the agreement of two systems.
        task_classes: Classes of what `nlp_suite.load` returns for it.
        performer: Noun for what does the task, as in messages.
    """

    name: ClassVar[str]
    options: ClassVar[tuple[str, ...]]
    agreement_metric: ClassVar[str]
    task_classes: ClassVar[tuple[type, ...]]
    performer: ClassVar[str]

    @abc.abstractmethod
    def make_inputs(
        self, inputs: Text | Texts, questions: str | Iterable[str] | None
    ) -> ComparisonInputs:
        """Checks the inputs.

        Args:
            inputs: A text, or a list or tuple of them.
            questions: For `answer` a question, or a list or tuple of them; else None.

        Returns:
            The inputs, without references.

        Raises:
            InvalidInputError: If there is none, or one is not possible.
        """

    @abc.abstractmethod
    def check_references(self, references: References) -> tuple[tuple[str, ...], ...]:
        """Checks references, whose number is right.

        Args:
            references: The gold result of each input.

        Returns:
            The same as tuples of texts.

        Raises:
            InvalidInputError: If one is not possible.
        """

    @abc.abstractmethod
    def check_packages(self, *, agreement: bool, scores: bool) -> None:
        """Checks, before any work, that the packages of the metrics are installed.

        Args:
            agreement: Whether `agreement` will be called.
            scores: Whether `scores` will be.

        Raises:
            MissingDependencyError: If a package is missing.
        """

    def options_by_kind(self, options: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Splits the options of a call by the kinds of systems that they are for.

        Args:
            options: The options.

        Returns:
            Those that each kind of system gets; all of them, if there is but one kind.
        """
        return [options]

    def check_systems(  # noqa: B027 - most tasks have nothing to check.
        self, systems: "Sequence[ResolvedSystem]", options: Mapping[str, Any]
    ) -> None:
        """Checks, before any work, that each option is of one of the systems at least.

        Args:
            systems: The systems.
            options: The options of the call.

        Raises:
            InvalidInputError: If no system could take it.
        """

    @abc.abstractmethod
    def call(self, loaded: Any, inputs: ComparisonInputs, options: Mapping[str, Any]) -> list[Any]:
        """Calls the loaded task for all inputs together.

        Args:
            loaded: What `nlp_suite.load` returned.
            inputs: The inputs.
            options: The options of the call.

        Returns:
            A result for each input.
        """

    @abc.abstractmethod
    def call_one(
        self, loaded: Any, inputs: ComparisonInputs, index: int, options: Mapping[str, Any]
    ) -> Any:
        """Calls the loaded task for one input, so that an error speaks of that one."""

    def reference_free_scores(
        self,
        results: Sequence[Any],  # noqa: ARG002
        inputs: ComparisonInputs,  # noqa: ARG002
    ) -> dict[str, float]:
        """Measures results by themselves.

        Args:
            results: The results, at least 1.
            inputs: Their inputs.

        Returns:
            What is measured, by its name.
        """
        return {}

    def attributes(self, result: Any) -> dict[str, str]:  # noqa: ARG002
        """Returns what a result says of the kind of its system, by name, for the metrics table."""
        return {}

    def describe(self, comparison: "Comparison") -> str:  # noqa: ARG002
        """Describes the task in a few words, such as its name, for the heading."""
        return self.name

    @abc.abstractmethod
    def lines(self, result: Any) -> list[str]:
        """Formats a result in lines of text, one at least."""

    @abc.abstractmethod
    def results_html(self, comparison: "Comparison", index: int) -> str:
        """Renders the results for an input side by side, with what differs marked.

        Args:
            comparison: The comparison.
            index: The input's number, from 0.

        Returns:
            HTML.
        """

    @abc.abstractmethod
    def legend(self, comparison: "Comparison") -> str:
        """Renders what is marked in `results_html`, as a sentence; "" if nothing is."""

    @abc.abstractmethod
    def same(self, first: Any, second: Any) -> bool:
        """Returns whether two results are the same."""

    @abc.abstractmethod
    def agreement(self, first: Sequence[Any], second: Sequence[Any]) -> float:
        """Computes the agreement of two systems' results.

        Args:
            first: The results of one, at least 1.
            second: Those of the other to the same inputs.

        Returns:
            From 0 to 100, in both directions the same.
        """

    @abc.abstractmethod
    def scores(
        self, results: Sequence[Any], inputs: ComparisonInputs, options: Mapping[str, Any]
    ) -> tuple[dict[str, MetricScore], str]:
        """Scores results against the references.

        Args:
            results: The results, at least 1.
            inputs: Their inputs, with references.
            options: The options of the call.

        Returns:
            The scores by the metrics' names, and what another measurement must share to be
            comparable.
        """


def texts_of(name: str, value: Any, *, many: str | None = None) -> tuple[str, ...]:
    """Checks texts.

    Args:
        name: What to call them.
        value: A text or several; see `nlp_suite.data.texts.read_texts`.
        many: What takes folders and tables, for errors; None if files are not read.

    Returns:
        The texts.

    Raises:
        InvalidInputError: If there is none, or one cannot be had.

    Example:
        >>> texts_of("inputs", "A text.")
        ('A text.',)
    """
    texts = read_texts(name, value, many=many)
    if isinstance(texts, str):
        return (texts,)
    if not texts:
        raise InvalidInputError(f"{name} must have one text at least, got an empty list")
    return tuple(texts)


def check_visible(name: str, texts: Sequence[str]) -> None:
    """Checks that each of several texts has a visible character.

    Args:
        name: What to call them.
        texts: The texts.

    Raises:
        InvalidInputError: If one has none.

    Example:
        >>> check_visible("inputs", ["A text."])
    """
    for i, text in enumerate(texts):
        if not text or text.isspace():
            raise InvalidInputError(
                f"{name}[{i}] must have a visible character, got {len(text)} characters, "
                "none of them visible"
            )


def check_no_questions(task: str, questions: object) -> None:
    """Checks that a task without questions got none.

    Args:
        task: The task.
        questions: What was given.

    Raises:
        InvalidInputError: If it is something.

    Example:
        >>> check_no_questions("summarize", None)
    """
    if questions is not None:
        raise InvalidInputError(f"questions go with the task answer, got some for {task}")
