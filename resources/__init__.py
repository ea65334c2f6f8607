"""Files that the program brings along, such as fonts; a wheel has them as `app.resources`."""
