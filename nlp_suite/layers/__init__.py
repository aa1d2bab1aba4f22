"""Layers of Transformers and recurrent networks, on `keras.ops` for every Keras backend.

Shapes are written as in the paper's code: B batch, H heads, T and S the lengths of the
attending and the attended sequence, D the model width, d_k the width of one head. Masks
are boolean and True where a position may be seen, as everywhere in Keras.
"""

from typing import TYPE_CHECKING

from nlp_suite._lazy import lazy_attributes

if TYPE_CHECKING:
    from nlp_suite.layers.additive_attention import AdditiveAttention
    from nlp_suite.layers.attention_pooling import AttentionPooling
    from nlp_suite.layers.attentional_state import AttentionalState
    from nlp_suite.layers.decoder_layer import DecoderLayer, DecoderLayerCache
    from nlp_suite.layers.decoder_stack import DecoderStack
    from nlp_suite.layers.encoder_layer import EncoderLayer
    from nlp_suite.layers.encoder_stack import EncoderStack
    from nlp_suite.layers.feed_forward import FeedForward
    from nlp_suite.layers.learned_positional_embedding import LearnedPositionalEmbedding
    from nlp_suite.layers.luong_attention import LuongAttention
    from nlp_suite.layers.masks import causal_mask, padding_mask
    from nlp_suite.layers.multi_head_attention import MultiHeadAttention
    from nlp_suite.layers.patch_embedding import PatchEmbedding
    from nlp_suite.layers.recurrent_decoder import RecurrentDecoder
    from nlp_suite.layers.recurrent_encoder import RecurrentEncoder
    from nlp_suite.layers.scaled_dot_product_attention import ScaledDotProductAttention
    from nlp_suite.layers.sinusoidal_positional_embedding import SinusoidalPositionalEmbedding
    from nlp_suite.layers.token_projection import TokenProjection

__all__ = [
    "AdditiveAttention",
    "AttentionPooling",
    "AttentionalState",
    "DecoderLayer",
    "DecoderLayerCache",
    "DecoderStack",
    "EncoderLayer",
    "EncoderStack",
    "FeedForward",
    "LearnedPositionalEmbedding",
    "LuongAttention",
    "MultiHeadAttention",
    "PatchEmbedding",
    "RecurrentDecoder",
    "RecurrentEncoder",
    "ScaledDotProductAttention",
    "SinusoidalPositionalEmbedding",
    "TokenProjection",
    "causal_mask",
    "padding_mask",
]

__getattr__, __dir__ = lazy_attributes(
    __name__,
    {
        "AdditiveAttention": ".additive_attention",
        "AttentionPooling": ".attention_pooling",
        "AttentionalState": ".attentional_state",
        "DecoderLayer": ".decoder_layer",
        "DecoderLayerCache": ".decoder_layer",
        "DecoderStack": ".decoder_stack",
        "EncoderLayer": ".encoder_layer",
        "EncoderStack": ".encoder_stack",
        "FeedForward": ".feed_forward",
        "LearnedPositionalEmbedding": ".learned_positional_embedding",
        "LuongAttention": ".luong_attention",
        "MultiHeadAttention": ".multi_head_attention",
        "PatchEmbedding": ".patch_embedding",
        "RecurrentDecoder": ".recurrent_decoder",
        "RecurrentEncoder": ".recurrent_encoder",
        "ScaledDotProductAttention": ".scaled_dot_product_attention",
        "SinusoidalPositionalEmbedding": ".sinusoidal_positional_embedding",
        "TokenProjection": ".token_projection",
        "causal_mask": ".masks",
        "padding_mask": ".masks",
    },
    extra="keras",
)
