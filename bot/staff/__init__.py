"""What service staff and admins do: check answers, teach, reply, look at figures, switch off. Knows no channel."""
