"""From any file of the field to typed, checked Parquet: what it is, which column means what, what cannot be kept."""

from cip_tui.model.sources.report import TABLE_KINDS, FileKind, FileReport, Finding, ImportOptions, ReadResult

__all__ = ["TABLE_KINDS", "FileKind", "FileReport", "Finding", "ImportOptions", "ReadResult"]
