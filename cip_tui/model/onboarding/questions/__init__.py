"""Questions about accounts: a filter one can type, sentences that become that filter, and answers that cite cells."""
