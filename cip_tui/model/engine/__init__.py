"""The engine: plain GROUP BY statements over the calls, on DuckDB or any DB-API connection."""
