"""How far the sheets of a workbook reach, found in its bytes before any sheet is loaded."""
