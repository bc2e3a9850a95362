"""The sample inputs and the formats they show."""
