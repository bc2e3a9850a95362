"""The FinOps analyses of AI spend."""
