"""Drehscheibe: the partner networks of self-help contact offices as a graph."""

__version__ = "0.1.0"
