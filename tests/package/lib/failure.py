class Failed(Exception):
    """What was expected did not come."""
