"""Ruantong (软统): the online system through which a city runs a statistical survey."""

__version__ = "0.1.0"
