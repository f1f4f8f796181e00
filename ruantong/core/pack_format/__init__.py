"""The files of a regime pack: how they are read and what is said about a faulty one.

``ruantong.core.pack`` is the entrance; the format is described in docs/pack-format.md.
"""
