"""The process map: activities, and which follows which, drawn from top to bottom.

`draw` gives one picture; `fragment` and `page` give pictures for several levels of detail with a slider that works without
network. The layout is made anew for each level.
"""

from __future__ import annotations

from collections.abc import Mapping

from mining.drawing import text
from mining.drawing.map_picture import Measure, caption, render
from mining.drawing.map_selection import DirectlyFollows, Selection, selection
from mining.drawing.picture import Picture
from mining.drawing.words import say
from mining.errors import MapError

LEVELS = 9
"""Positions of the slider."""
MANY = 24
"""Activities above which the first positions of the slider show only some of them."""
PATHS_AT_MOST = 180
"""Paths of a map on a page, beyond those that hold it together; `draw` shows as many as are asked for."""
MOST_PATHS = 3_000
"""Paths of one map: laying out these takes half a minute, and fifty thousand more memory than most machines have."""
FIRST_SHOWN = 0.35
"""Share of the slider at which it stands first."""


def draw(
    dfg: DirectlyFollows,
    *,
    paths: float = 1.0,
    activities: float = 1.0,
    language: str = "en",
    measure: Measure = "count",
) -> Picture:
    """Return the process map: SVG text that saves itself as SVG, PNG or PDF.

    Args:
        dfg: the directly-follows graph (`mining.dfg(log)`).
        paths: share of the paths between the chosen activities that are shown, the most frequent first; never fewer than
            hold the map together.
        activities: share of the activities shown, the most frequent first.
        language: ``en`` or ``zh``.
        measure: what stands on the paths and decides their width: ``count``, or the ``median`` time from end to end.

    Raises:
        ValueError: a share is not between 0 and 1.
        MapError: more than 3,000 paths would be drawn.
    """
    chosen = selection(dfg, paths=paths, activities=activities)
    if chosen.shown_paths > MOST_PATHS:
        raise MapError.too_large(len(chosen.activities), chosen.shown_paths, MOST_PATHS)
    return Picture(render(chosen, language=language, measures=(measure,), captioned=True))


def levels(dfg: DirectlyFollows) -> list[Selection]:
    """Return the selections of a slider's positions, from the frame of the process to all of it, each once.

    Where there are many activities, the first positions add activities, the others paths.
    """
    few = [0.25, 0.5, 0.75] if dfg.activities.height > MANY else []
    wanted = [selection(dfg, paths=0, activities=share) for share in few]
    least, most = (len(selection(dfg, paths=share).paths) for share in (0, 1))
    for step in range(LEVELS - len(few)):
        grown = (step / (LEVELS - 1 - len(few))) ** 1.5
        shown = least + grown * (max(min(most, PATHS_AT_MOST), least) - least)
        wanted.append(selection(dfg, paths=min(shown / most, 1) if most else 1))
    return list(dict.fromkeys(wanted))


def fragment(dfg: DirectlyFollows, *, language: str = "en", names: Mapping[str, str] | None = None) -> str:
    """Return the map for a page: one `div` with a picture per level of detail, a slider, and a choice of the measure.

    It needs nothing from outside, has no ids (several may stand on one page), and shows one picture without scripts.

    Args:
        dfg: the directly-follows graph (`mining.dfg(log)`).
        language: ``en`` or ``zh``.
        names: activity -> name to be shown; activities that it lacks appear as they are.
    """
    shown = [chosen.called(names or {}) for chosen in levels(dfg)]
    first = round(FIRST_SHOWN * (len(shown) - 1))
    pictures = "".join(
        f"<figure{'' if place == first else ' hidden'}>"
        f"<div>{render(chosen, language=language, measures=('count', 'median'))}</div>"
        f"<figcaption>{text.safe(caption(chosen, language))}</figcaption></figure>"
        for place, chosen in enumerate(shown)
    )
    timed = dfg.frame.select("median").drop_nulls().height > 0
    slider = ""
    if len(shown) > 1:
        field = f'<input type="range" min="0" max="{len(shown) - 1}" value="{first}" step="1">'
        slider = f"<label>{text.safe(say('map_detail', language))} {field}</label>"
    choice = ""
    for measure, key in (("count", "map.frequency"), ("median", "map.time")):
        chosen_first = " checked" if measure == "count" else ""
        choice += f'<label><input type="radio" value="{measure}"{chosen_first}> {text.safe(say(key, language))}</label>'
    whole = f'<label><input type="checkbox"> {text.safe(say("map_whole", language))}</label>'
    controls = f'<form autocomplete="off">{slider}{choice if timed else ""}{whole}</form>'
    return f'<div class="process-map" data-measure="count">{STYLE}{controls}{pictures}{SCRIPT}</div>'


def page(dfg: DirectlyFollows, *, language: str = "en") -> str:
    """Return a complete HTML page with the map; it needs nothing from outside."""
    title = text.safe(say("map_title", language))
    return (
        f'<!DOCTYPE html><html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>body{{margin:24px;background:#fff;color:#222;font-family:{text.FONTS_CSS}}}h1{{font-size:21px}}</style></head>"
        f"<body><h1>{title}</h1>{fragment(dfg, language=language)}</body></html>"
    )


STYLE = """<style>
.process-map form{display:flex;flex-wrap:wrap;gap:6px 22px;align-items:center;font-size:14px;margin:0 0 8px}
.process-map label{display:inline-flex;gap:8px;align-items:center}
.process-map input[type=range]{width:min(320px,60vw)}
.process-map figure{margin:0}
.process-map figure div{overflow:auto;max-height:84vh;border:1px solid #ddd;background:#fff}
.process-map figure[hidden]{display:none}
.process-map svg{display:block;margin:0 auto}
.process-map.whole svg{width:100%;height:82vh}
.process-map figcaption{padding:4px 2px;font-size:13px;color:#444}
.process-map[data-measure=count] .by-median,.process-map[data-measure=median] .by-count{display:none}
@media print{.process-map form{display:none}.process-map figure div{max-height:none;overflow:visible;border:0}
.process-map svg{max-width:100%;height:auto}}
</style>"""

SCRIPT = """<script>
(function(){
  var map=document.currentScript.parentElement,figures=map.querySelectorAll("figure");
  map.addEventListener("input",function(event){
    if(event.target.type==="range"){figures.forEach(function(figure,place){figure.hidden=place!==Number(event.target.value);});}
    else if(event.target.type==="checkbox"){map.classList.toggle("whole",event.target.checked);}
    else{map.dataset.measure=event.target.value;
      map.querySelectorAll("input[type=radio]").forEach(function(choice){choice.checked=choice===event.target;});}
  });
})();
</script>"""
