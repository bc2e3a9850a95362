"""Scripts for those who work on CIP; no part of what is installed."""
