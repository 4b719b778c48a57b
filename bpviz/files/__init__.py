"""What users keep: experiments and traces, read strictly and written atomically. No Qt."""
