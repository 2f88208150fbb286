"""How the data were recorded: in batches, with holes, by shared accounts, with placeholders, by two ways of working."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.findings import Finding, counted
from mining.log import NO_TIME, EventLog, micros
from mining.outlying import far_away
from mining.shares import share_text

Micros = npt.NDArray[np.int64]
SECOND, HOUR, DAY = 1_000_000, 3_600_000_000, 86_400_000_000
BATCH = 10
"""So many instances of different cases in one second are logged by a machine, not done at that moment."""
BATCH_SHARE = 0.05
"""Share of instances in such seconds from which it is worth saying."""
HOURS_OF_A_DAY = 20
"""A person who acts in so many different hours of one day does not sleep."""
MARKS = 50_000_000
"""Hours times resources up to which a table of marks is made."""
LEAST_HOLE = 7 * DAY
HOLIDAYS = 14 * DAY
"""Up to this long, a service may have been closed."""
LACKING = 50
"""So many instances at the usual rate make a gap longer than LEAST_HOLE a hole in the recording."""
SEEN_OFTEN = 30
"""A label has to occur so often before its coming or going means something."""
GONE = 0.25
"""Share of the log's time at its end (or beginning) without a label, from which the label is gone (or new)."""
FIRST_RECORDS = micros(datetime(1950, 1, 1, tzinfo=UTC))
"""Before the first computers in business nothing was exported: a slip in the century, or a blank date of another program."""
TIMES = ("flow time", "waiting")


def recording_findings(log: EventLog, moments: Micros, *, now: datetime | None = None) -> list[Finding]:
    """Everything of this file; `moments` are ends (else starts) in microseconds, in log order; `now` is for tests."""
    times = pl.Series(moments).sort().to_numpy()  # half the time of numpy
    return [
        *_impossible_dates(log, moments),
        *_future(log, moments, now or datetime.now(UTC)),
        *_holes(times),
        *_batch_logged(times),
        *_impossible_hours(log, moments),
        *_two_versions(log, moments, times),
    ]


def _batch_logged(times: Micros) -> list[Finding]:
    """Many instances in the same second, unless all times are given to the minute."""
    if times.size < BATCH or not (times[BATCH - 1 :] - times[: 1 - BATCH] < SECOND).any():
        return []
    whole = times // SECOND
    firsts = np.flatnonzero(np.diff(whole, prepend=whole[0] - 1))
    seconds, counts = whole[firsts], np.diff(np.append(firsts, whole.size))
    batch = int(counts[counts >= BATCH].sum())
    if batch <= BATCH_SHARE * times.size or not (seconds % 60).any():
        return []
    worst = np.argsort(-counts, kind="stable")[:5]
    examples = tuple(f"{_shown(int(seconds[k]) * SECOND)}: {int(counts[k]):,}" for k in worst if counts[k] >= BATCH)
    return [
        Finding(
            "batch_logged",
            "limit",
            batch,
            f"{batch:,} instances ({share_text(batch / times.size)}) lie in seconds with {BATCH} or more:"
            " logged in batches, perhaps not when done.",
            f"{batch:,} 条记录（{share_text(batch / times.size, 'zh')}）与另外至少 {BATCH - 1} 条同秒：可能是批量写入。",
            examples,
            TIMES,
        )
    ]


def _impossible_dates(log: EventLog, moments: Micros) -> list[Finding]:
    """Times far from all others: placeholders (1900, 1970, 9999), slips of the year; of ends, starts and arrivals."""
    codes, starts = log.case_codes, log.start_micros
    begun = (starts != NO_TIME) & (starts != moments)  # an instance without length has one time
    times = [(moments, codes, far_away(moments)), (starts[begun], codes[begun], far_away(starts[begun]))]
    if "arrival" in log.roles:
        arrivals = log.cases["arrival"].to_physical().to_numpy()
        asked = arrivals < np.minimum(*(values[log.offsets[:-1]] for values in (moments, np.where(begun, starts, moments))))
        far = far_away(np.concatenate([moments, arrivals[asked]]))[moments.size :]  # one case alone is far from nothing
        times.append((arrivals[asked], np.flatnonzero(asked), far))
    early = [(values, cases, ~far & (values < FIRST_RECORDS)) for values, cases, far in times]
    return [
        *_dates(log, times, "far away from all others, as placeholders do", "与其余相距甚远，疑为占位值"),
        *_dates(log, early, "before 1950, when no program recorded any", "早于 1950 年，当时尚无程序记录"),
    ]


def _dates(
    log: EventLog, marked: list[tuple[Micros, Micros, npt.NDArray[np.bool_]]], where: str, where_zh: str
) -> list[Finding]:
    """One finding for the marked times (moments, cases, marks); `where` they lie."""
    count = sum(int(mark.sum()) for _, _, mark in marked)
    if not count:
        return []
    moments = np.concatenate([values[mark][:5] for values, _, mark in marked])[:5]
    cases = np.concatenate([codes[mark][:5] for _, codes, mark in marked])[:5]
    shown = [_shown(int(moment), "%Y-%m-%d") for moment in moments]
    ids = log.cases["case_id"].gather(pl.Series(cases)).to_list()
    listed = ", ".join(dict.fromkeys(shown))
    lie = "lies" if count == 1 else "lie"
    return [
        Finding(
            "impossible_date",
            "limit",
            count,
            f"{counted(count, 'time')} {lie} {where}: {listed}.",
            f"{count:,} 个时间{where_zh}：{listed}。",
            tuple(f"{case}: {text}" for case, text in zip(ids, shown, strict=True)),
            TIMES,
        )
    ]


def _future(log: EventLog, moments: Micros, now: datetime) -> list[Finding]:
    """Times after today: planned, not done."""
    later = moments > micros(now + timedelta(days=1))
    count = int(np.count_nonzero(later))
    if not count:
        return []
    ids = log.cases["case_id"].gather(pl.Series(log.case_codes[later][:5])).to_list()
    shown = [_shown(int(moment), "%Y-%m-%d") for moment in moments[later][:5]]
    lie = "lies" if count == 1 else "lie"
    return [
        Finding(
            "future_time",
            "limit",
            count,
            f"{counted(count, 'time')} {lie} in the future: planned, not done?",
            f"{count:,} 个时间在未来：是计划而非实际？",
            tuple(f"{case}: {text}" for case, text in zip(ids, shown, strict=True)),
            TIMES,
        )
    ]


def _holes(times: Micros) -> list[Finding]:
    """Gaps between consecutive instances of all cases in which, at the usual rate, much would have been recorded."""
    # The thin ends of an export (what was still open, what began before) have a rate of their own.
    times = times[times.size // 50 : times.size - times.size // 50]
    if times.size < 2 * LACKING:
        return []
    gaps = np.diff(times)
    long = gaps > LEAST_HOLE
    busy = int(gaps[~long].sum())
    lacking = gaps * (times.size / max(busy, 1))
    holes = np.flatnonzero(long & (lacking >= LACKING))
    if not holes.size or int(gaps[holes].sum()) > busy:
        return []
    holes = holes[np.argsort(-gaps[holes], kind="stable")]
    spans = [f"{_shown(int(times[k]), '%Y-%m-%d')} to {_shown(int(times[k + 1]), '%Y-%m-%d')}" for k in holes[:5]]
    days = int(gaps[holes].sum()) / DAY
    return [
        Finding(
            "nothing_recorded",
            "limit" if int(gaps[holes].max()) > HOLIDAYS else "note",
            int(holes.size),
            f"Nothing was recorded for {days:,.0f} days altogether ({counted(int(holes.size), 'gap')}): "
            f"{'; '.join(spans[:3])}.",
            f"共有 {days:,.0f} 天（{holes.size} 段）没有任何记录：{'; '.join(spans[:3])}。",
            tuple(spans),
            ("counts", *TIMES),
        )
    ]


def _impossible_hours(log: EventLog, moments: Micros) -> list[Finding]:
    """One resource acting in nearly all hours of a day: a shared account or a machine."""
    resource = log.events["resource"]
    if resource.null_count() == log.instances:
        return []
    days = _long_days(resource, moments // HOUR)
    if days.is_empty():
        return []
    days = days.sort("hours", "day", "who", descending=[True, False, False])
    persons = days["who"].n_unique()
    share = int(resource.to_physical().is_in(days["who"].unique().to_list()).sum()) / log.instances
    # Who it is stays in the log: examples are days.
    examples = tuple(
        f"{_shown(day * DAY, '%Y-%m-%d')}: {hours} hours" for day, hours in days.head(5).select("day", "hours").rows()
    )
    act = "acts" if persons == 1 else "act"
    return [
        Finding(
            "impossible_hours",
            "limit" if share >= BATCH_SHARE else "note",
            persons,
            f"{counted(persons, 'resource')} {act} in {HOURS_OF_A_DAY} or more hours of "
            f"one day ({share_text(share)} of instances):"
            " shared accounts or machines, not persons.",
            f"{persons:,} 个资源在一天内有 {HOURS_OF_A_DAY} 个以上小时都有操作（占 {share_text(share, 'zh')}）："
            "应为共用账号。",
            examples,
            ("staff hours", "waiting"),
        )
    ]


def _long_days(resource: pl.Series, hours: Micros) -> pl.DataFrame:
    """``who`` (code), ``day`` (since 1970) and ``hours`` of days in which a resource acts in HOURS_OF_A_DAY or more."""
    codes = resource.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    first = int(hours.min()) // 24 * 24
    span = int(hours.max()) // 24 * 24 + 24 - first
    persons = int(codes.max()) + 1
    if persons * span <= MARKS:
        # A mark per resource and hour: a tenth of the time of distinct pairs.
        marks = np.zeros((persons + 1, span), dtype=bool)
        marks[codes, hours - first] = True
        counts = marks[:persons].reshape(persons, span // 24, 24).sum(axis=2)
        who, day = np.nonzero(counts >= HOURS_OF_A_DAY)
        return pl.DataFrame({"who": who, "day": day + first // 24, "hours": counts[who, day]})
    acts = pl.DataFrame({"who": codes, "hour": hours}).filter(pl.col("who") >= 0).unique()
    days = acts.group_by("who", (pl.col("hour") // 24).alias("day")).len("hours")
    return days.filter(pl.col("hours") >= HOURS_OF_A_DAY)


def _two_versions(log: EventLog, moments: Micros, times: Micros) -> list[Finding]:
    """Labels that vanish while others appear: perhaps two ways of working in one file.

    Whether the blueprint changed cannot be known from a log; only this trace of it can be seen.
    """
    first, last = (int(times[int(share * (times.size - 1))]) for share in (0.01, 0.99))
    span = last - first
    uses = (
        pl.DataFrame({"code": log.activity_codes, "time": moments})
        .group_by("code")
        .agg(pl.len().alias("rows"), pl.col("time").min().alias("first"), pl.col("time").max().alias("last"))
    )
    uses = uses.filter(pl.col("rows") >= SEEN_OFTEN).sort("code")
    gone = uses.filter((pl.col("last") < last - GONE * span) & (pl.col("first") < first + GONE * span))
    new = uses.filter((pl.col("first") > first + GONE * span) & (pl.col("last") > last - GONE * span))
    if gone.is_empty() or new.is_empty():
        return []
    ended = [(log.activities[code], _shown(last, "%Y-%m-%d")) for code, last in gone.select("code", "last").rows()]
    begun = [(log.activities[code], _shown(first, "%Y-%m-%d")) for code, first in new.select("code", "first").rows()]
    before, after = (", ".join(repr(label) for label, _ in labels[:3]) for labels in (ended, begun))
    until, since = max(day for _, day in ended), min(day for _, day in begun)
    return [
        Finding(
            "labels_change",
            "note",
            len(ended) + len(begun),
            f"Labels come and go: {before} until {until}, {after} from {since}: perhaps two ways of working in one file.",
            f"标签有更替：{before} 止于 {until}，{after} 始于 {since}；文件可能跨越两种工作方式。",
            (
                *(f"until {day}: {label}" for label, day in ended[:3]),
                *(f"from {day}: {label}" for label, day in begun[:2]),
            ),
            ("conformance", "variants"),
        )
    ]


def _shown(moment: int, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return str(pl.Series([moment]).cast(pl.Datetime("us")).dt.strftime(form)[0])
