"""What holds for the whole house: who calls whom, what is loaded when, what no file may contain."""
