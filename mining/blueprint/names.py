"""Names for people, per language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Name:
    """A name, per language; the first is the one to fall back on."""

    texts: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, text: str) -> Name:
        """A name that is the same in every language."""
        return cls((("", text),))

    def text(self, language: str = "en") -> str:
        """The name in a language, else the first one given."""
        return dict(self.texts).get(language, self.texts[0][1])
