"""Formats of an export, and how it stores the weights."""

from typing import Literal, get_args

ExportFormat = Literal["ctranslate2"]
Quantization = Literal["float32", "float16", "int16", "int8"]

EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
QUANTIZATIONS: tuple[Quantization, ...] = get_args(Quantization)
