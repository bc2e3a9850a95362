"""AI calls: their schema, their prices, and a simulator of them."""
