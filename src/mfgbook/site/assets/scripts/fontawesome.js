// Takes the place of the theme's Font Awesome script, 543 KB compressed: its style sheet draws the same icons.
