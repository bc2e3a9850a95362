"""What can be done, one file for each part of the application: its mode, its screens, its actions."""
