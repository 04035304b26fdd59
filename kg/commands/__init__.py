"""The groups of commands behind `kg.cli`, and how the command line speaks."""
