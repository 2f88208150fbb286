"""A doubt about a blueprint that is valid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mining.blueprint.doubt_words import DOUBTS


@dataclass(frozen=True)
class Doubt:
    """Something in a valid blueprint that a person should look at.

    Attributes:
        code: stable name, snake_case.
        line: line of the file; None for a blueprint made in memory.
        message: what is doubtful, and what follows from it or could be done, in English.
        message_zh: the same sentence in Chinese.
    """

    code: str
    line: int | None
    message: str
    message_zh: str

    @classmethod
    def of(cls, key: str, line: int | None, **about: object) -> Doubt:
        """Return a doubt in its fixed words.

        Args:
            key: of `DOUBTS`: the code, with a dot and which wording where there are several.
            line: line of the file.
            about: what stands in the places of the wording; a list is joined as each language does.

        >>> doubt = Doubt.of("level_without_else", 7, target="answer", levels=["P1", "P2"], by="priority")
        >>> doubt.message
        'the target "answer" is for P1, P2 only; cases of another priority are not judged (else: ...).'
        >>> doubt.message_zh
        '目标“answer”仅适用于 P1、P2；“priority”为其他值的案例不予判定（可用 else: ... 补充）。'
        """
        english, chinese = DOUBTS[key]
        return cls(
            key.partition(".")[0],
            line,
            english.format(**_joined(about, ", ")),
            chinese.format(**_joined(about, "、")),
        )

    def text(self, language: str = "en") -> str:
        """Return the sentence in a language."""
        return self.message_zh if language == "zh" else self.message

    def to_dict(self) -> dict[str, Any]:
        """Return the doubt as it stands in JSON."""
        return {"line": self.line, "code": self.code, "message": self.message, "message_zh": self.message_zh}


def _joined(about: dict[str, object], comma: str) -> dict[str, object]:
    return {name: comma.join(map(str, value)) if isinstance(value, list) else value for name, value in about.items()}
