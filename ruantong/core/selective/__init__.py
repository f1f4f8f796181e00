"""Selective editing: which few returns hold most of the error that reading them could find."""
