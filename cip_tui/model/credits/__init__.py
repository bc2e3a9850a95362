"""Credits: the programmes within reach, what is decided about them, and what is learned from that."""
