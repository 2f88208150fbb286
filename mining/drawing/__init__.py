"""Pictures as SVG text: the blueprint, the process map, charts; no program outside Python is needed."""
