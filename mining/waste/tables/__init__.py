"""What is shown of waste: tables, files, sentences."""
