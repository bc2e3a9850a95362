"""Measurements: `python -m bench` (or `make bench`); see README.md in this folder."""
