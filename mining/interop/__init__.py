"""Exchange with pm4py, pandas and polars.

Frames of others are read by the same rules as files; a log that was sent to pm4py comes back equal.
"""

from mining.interop.frames import from_pandas, from_polars, to_pandas
from mining.interop.pm4py_frames import from_pm4py, to_pm4py

__all__ = ["from_pandas", "from_pm4py", "from_polars", "to_pandas", "to_pm4py"]
