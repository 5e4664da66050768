"""Labelled pictures: what models are trained with and measured on."""
