"""Statistics of spend: numbers in, numbers and sentences out. No files, no clock; seeds are arguments."""
