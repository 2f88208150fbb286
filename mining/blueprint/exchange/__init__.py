"""The designed service in the files of other tools: BPMN 2.0, PNML, process trees, Excel grids."""
