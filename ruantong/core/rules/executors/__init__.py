"""Operations → what an engine runs."""
