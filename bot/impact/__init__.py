"""What an edit changes for readers: two knowledge bases in, the changes and who meets them out."""
