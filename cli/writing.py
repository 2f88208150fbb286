"""Output files: complete or absent (see `mining.writing`)."""

from mining.writing import write_whole

__all__ = ["write_whole"]
