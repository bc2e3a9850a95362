"""Documents written for others: Markdown, CSV and xlsx, and files that are whole or not there."""
