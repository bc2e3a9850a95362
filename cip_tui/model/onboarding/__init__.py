"""Onboarding: a customer's workbook becomes accounts, KPIs and health that explains itself."""
