module prewarm.dev/pause

go 1.22
