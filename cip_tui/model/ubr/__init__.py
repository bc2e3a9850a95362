"""Usage-based revenue: who is profitable, what to charge, which features pay."""
