"""Integers alone: intervals laid on one axis, ranges of cases, rows put together, sums below a threshold."""
