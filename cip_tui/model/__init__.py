"""The model layer: files become typed tables, tables become documents. No terminal below this line."""
