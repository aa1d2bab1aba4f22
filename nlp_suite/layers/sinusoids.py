"""Sinusoidal position matrix."""

import numpy as np


def sinusoidal_positions(
    length: int, dim: int, base: float = 10_000.0, *, interleaved: bool = True
) -> np.ndarray:
    """Tabulates P(k, 2i) = sin(k / n^(2i/D)) and P(k, 2i+1) = cos(k / n^(2i/D)).

    Args:
        length: Number of positions k.
        dim: Model width D.
        base: The number n that sets the longest wavelength, 2πn.
        interleaved: Whether sines and cosines take turns, as above; otherwise all sines come
            before all cosines.

    Returns:
        float64 array of shape (length, dim).

    Example:
        >>> sinusoidal_positions(2, 4, base=100).round(3)
        array([[0.   , 1.   , 0.   , 1.   ],
               [0.841, 0.54 , 0.1  , 0.995]])

    Reference:
        Vaswani et al. 2017, section 3.5, https://arxiv.org/abs/1706.03762
    """
    column = sinusoid_columns(dim, interleaved=interleaved)
    angles = np.arange(length)[:, None] * float(base) ** (-2.0 * (column // 2) / dim)
    return np.where(column % 2 == 0, np.sin(angles), np.cos(angles))


def sinusoid_columns(dim: int, *, interleaved: bool = True) -> np.ndarray:
    """Returns which column of the paper's matrix stands in each column.

    Args:
        dim: Model width D.
        interleaved: As for `sinusoidal_positions`.

    Returns:
        Integer array of shape (dim,); even columns of the paper's matrix are sines.

    Example:
        >>> sinusoid_columns(6, interleaved=False)
        array([0, 2, 4, 1, 3, 5])
    """
    column = np.arange(dim)
    return column if interleaved else np.concatenate([column[::2], column[1::2]])
