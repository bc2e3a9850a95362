"""The scripts for those who work on the project."""
