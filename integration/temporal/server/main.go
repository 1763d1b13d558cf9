// A Temporal server for tests: all of its services in one process, with a database in memory.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"go.temporal.io/server/temporaltest"
)

// Prints "HOST:PORT NAMESPACE" once it answers, and ends when it is told to.
func main() {
	server := temporaltest.NewServer()
	fmt.Println("temporal at", server.GetFrontendHostPort(), server.GetDefaultNamespace())
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	<-stop
	server.Stop()
}
