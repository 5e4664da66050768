"""Charts of schedules: what each cell and vehicle is to do when, as a picture and as a page."""
