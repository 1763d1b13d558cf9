module prewarm.dev/function

go 1.22
