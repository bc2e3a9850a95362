"""Commitments: an agreement's terms with their evidence, cloud spend, and the one measured against the other."""
