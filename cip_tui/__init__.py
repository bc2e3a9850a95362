"""CIP: a cockpit in the terminal for cloud commitments and AI spend."""

__version__ = "0.1.0"
