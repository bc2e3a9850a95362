"""Attestations: what is due when, with which evidence, and the calendar that says so."""
