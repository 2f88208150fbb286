"""The report: one HTML file to mail."""
