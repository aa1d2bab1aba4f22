"""Where the files that come with the package lie: models, texts and the page of a comparison."""

from pathlib import Path

ASSETS_FOLDER = Path(__file__).parent
MODELS_FOLDER = ASSETS_FOLDER / "models"
TEXTS_FOLDER = ASSETS_FOLDER / "texts"
LANGUAGE_DETECTION_MODEL = ASSETS_FOLDER / "language-detection" / "lid.176.ftz"
COMPARISON_TEMPLATE = ASSETS_FOLDER / "comparison.html"
