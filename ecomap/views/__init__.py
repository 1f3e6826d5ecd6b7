"""From a snapshot to what is seen: maps, graphs, tables, texts. No user interface framework here."""
