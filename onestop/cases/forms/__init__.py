"""The forms of the hall: present, parseable, short enough; the rules say the rest."""
