"""What an evaluation of an inspection model came to: charts, contact sheets, a page."""
