"""Rules of the blueprint beyond the order of steps: a file per family, all of them through `judged_rules`."""
