"""What is printed: sheets and reports as PDF/UA-1."""
