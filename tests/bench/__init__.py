"""How measurements are put together."""
