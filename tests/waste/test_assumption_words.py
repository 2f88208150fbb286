"""What the figures rest on, in sentences of one language each."""

from mining.waste.assumption_words import assumptions_said
from mining.waste.assumptions import Basis

LIKELY = Basis(instances=9, without_start=9, quantiles={f"s{n}": n / 60 for n in range(1, 9)})


def test_lists_are_in_the_language_of_their_sentence() -> None:
    """Six of eight activities with their minutes, and how many there are; no English word within a Chinese sentence."""
    english, chinese = (assumptions_said(LIKELY, language) for language in ("en", "zh"))
    listed = "s1 (1 min), s2 (2 min), s3 (3 min), s4 (4 min), s5 (5 min), s6 (6 min), and 2 more"
    assert f"Likely work is the 5 % quantile of the gaps before {listed}." in english
    listed = "s1（1 分钟）、s2（2 分钟）、s3（3 分钟）、s4（4 分钟）、s5（5 分钟）、s6（6 分钟），另有 2 项"
    assert f"可能值取间隔的 5% 分位数：{listed}。" in chinese
    assert len(english) == len(chinese)
