"""Forced decoding: log-probabilities and attention of given targets."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from nlp_suite.decoding.target_sequence import TargetSequence
from nlp_suite.engines.pretrained.torch_encoder import pad

# Logits that are held at once, in float32: 128 MiB of them.
LARGEST_LOGITS = 32 * 2**20


def score_targets(
    model: Any,
    sources: dict[str, torch.Tensor],
    targets: Sequence[Sequence[int]],
    start_id: int,
    *,
    forbidden: Sequence[int] = (),
    forced: int = 0,
    attention: bool = False,
) -> list[TargetSequence]:
    """Scores given targets by forced decoding, each token behind those before it.

    Beam search need not keep anything for that, and what it does inside does not matter.

    Args:
        model: An encoder-decoder of transformers, with eager attention if that is asked for.
        sources: "input_ids" and "attention_mask" of the sources, of shape (B, S).
        targets: A target of each source, with its end; at least one token each.
        start_id: What the decoder begins with.
        forbidden: Tokens that a target may not have: they have no probability.
        forced: So many tokens at the start of each target were not for the model to choose; they
            do not count towards its score. Each target has at least one more.
        attention: Whether to return the cross-attention.

    Returns:
        For each target its tokens, the mean of their log-probabilities in nats, and, if asked
        for, an array of shape (len(target), S): the mean over the heads of the last layer.
    """
    vocabulary = model.config.vocab_size
    longest = max(map(len, targets))
    rows = max(1, LARGEST_LOGITS // (longest * vocabulary))
    found: list[TargetSequence] = []
    for first in range(0, len(targets), rows):
        part = slice(first, first + rows)
        inputs = {name: tensor[part] for name, tensor in sources.items()}
        found += _score(model, inputs, targets[part], start_id, forbidden, forced, attention)
    return found


def _score(
    model: Any,
    sources: dict[str, torch.Tensor],
    targets: Sequence[Sequence[int]],
    start_id: int,
    forbidden: Sequence[int],
    forced: int,
    attention: bool,
) -> list[TargetSequence]:
    device = str(sources["input_ids"].device)
    wanted = pad(targets, 0, device)["input_ids"]  # (B, T)
    # Behind a target stands its padding, which no token before it sees.
    shifted = torch.nn.functional.pad(wanted[:, :-1], (1, 0), value=start_id)
    output = model(
        **sources, decoder_input_ids=shifted, output_attentions=attention, use_cache=False
    )
    logits = output.logits.float()
    logits[..., list(forbidden)] = -torch.inf
    logs = logits.log_softmax(-1).gather(-1, wanted[..., None])[..., 0]  # (B, T)
    looked = None
    if attention:
        looked = output.cross_attentions[-1].float().mean(dim=1).cpu().numpy()  # (B, T, S)
    return [
        TargetSequence(
            tuple(target),
            float(row[forced : len(target)].mean()),
            None if looked is None else np.asarray(looked[i, : len(target)]),
        )
        for i, (target, row) in enumerate(zip(targets, logs.cpu().numpy(), strict=True))
    ]
