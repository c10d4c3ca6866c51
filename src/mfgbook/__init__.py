"""The library behind a living research book on manufacturing policy."""
