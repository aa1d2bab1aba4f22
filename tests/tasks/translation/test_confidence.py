import math

import pytest

from nlp_suite import ModelFormatError
from nlp_suite.engines.interfaces import Hypothesis
from nlp_suite.tasks.translation.confidence import ConfidenceEstimator, ConfidenceFeatures

WEIGHTS = dict.fromkeys(ConfidenceFeatures._fields, 0.0) | {"bias": 1.0, "score": 2.0}


def test_features():
    hypothesis = Hypothesis("Hal lo du", ("▁Hal", "lo", "▁du"), -0.5, ("▁Hel", "lo", "▁you", "!"))
    features = ConfidenceFeatures.of(hypothesis)
    assert features == pytest.approx((-0.5, math.log(5), math.log(4 / 5)))
    assert ConfidenceFeatures.of(Hypothesis("", (), 0.0, ())) == (0.0, 0.0, 0.0)


def test_the_logistic_function_of_the_weighted_features():
    features = ConfidenceFeatures(-0.5, 1.0, 0.3)
    assert ConfidenceEstimator(WEIGHTS)(features) == pytest.approx(0.5)
    heavier = ConfidenceEstimator(WEIGHTS | {"length_ratio": 10.0, "source_length": -1.0})
    assert heavier(features) == pytest.approx(1 / (1 + math.exp(-2)))
    for score, expected in ((-1e9, 0.0), (1e9, 1.0)):
        assert ConfidenceEstimator(WEIGHTS)(features._replace(score=score)) == pytest.approx(
            expected
        )


def test_faults_lower_it():
    estimator = ConfidenceEstimator(WEIGHTS)
    features = ConfidenceFeatures(-0.5, 1.0, 0.3)
    assert estimator(features, missing=2) == pytest.approx(0.125)
    assert estimator(features, loops=True) == pytest.approx(0.1)
    assert estimator(features, missing=1, loops=True) == pytest.approx(0.05)


@pytest.mark.parametrize("changes", [{"speed": 1.0}, {"bias": None}])
def test_weights_of_other_features(changes):
    weights = {name: one for name, one in (WEIGHTS | changes).items() if one is not None}
    message = r"needs the weights \['bias', 'length_ratio', .*got \["
    with pytest.raises(ModelFormatError, match=message):
        ConfidenceEstimator(weights)
