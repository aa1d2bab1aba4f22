"""Configurations of the models: every constructor argument, checked, without Keras."""
