"""How a question is answered from a text: windows, spans, scores, sentences."""
