"""How each task is compared: its inputs, its metrics, its agreement."""
