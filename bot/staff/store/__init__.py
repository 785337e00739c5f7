"""What is stored of the staff's work, and what is read and written of it."""
