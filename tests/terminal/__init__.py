"""What a person sees on a real (pseudo-)terminal: bytes, keys, signals, and what is left behind."""
