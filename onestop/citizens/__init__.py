"""The public side: following a case by the code on its receipt."""
