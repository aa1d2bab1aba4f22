"""The model folder: config.json, model.safetensors, tokenizers and a model card."""
