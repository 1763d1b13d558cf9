// The function that the cluster profile deploys: it sleeps, answers what it is asked to, and speaks the handler kit's contract.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"time"
)

// What a hold may last at most; the activator would count on for as long as it does.
const longestHold = 10 * time.Second

type function struct {
	started time.Time
	name    string
	sleep   time.Duration
	called  atomic.Bool
}

func (f *function) age() string {
	return fmt.Sprintf("%.3f", time.Since(f.started).Seconds())
}

// first reports whether no request has been here before.
func (f *function) first() string {
	return strconv.FormatBool(f.called.CompareAndSwap(false, true))
}

func (f *function) warmUp(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Prewarm-Instance", f.name)
	w.Header().Set("Prewarm-Instance-Age", f.age())
	w.Header().Set("Prewarm-First-Request", f.first())
	seconds, err := strconv.ParseFloat(r.Header.Get("Prewarm-Hold"), 64)
	if err != nil || seconds <= 0 {
		return
	}
	hold := min(time.Duration(seconds*float64(time.Second)), longestHold)
	w.Header().Set("Prewarm-Held", fmt.Sprintf("%.3f", hold.Seconds()))
	select {
	case <-time.After(hold):
	case <-r.Context().Done():
	}
}

func (f *function) call(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-First", f.first())
	w.Header().Set("X-Pod", f.name)
	w.Header().Set("X-Age", f.age())
	sleep := f.sleep
	if asked, err := strconv.Atoi(r.URL.Query().Get("ms")); err == nil {
		sleep = time.Duration(asked) * time.Millisecond
	}
	select {
	case <-time.After(sleep):
	case <-r.Context().Done():
		return
	}
	if status, err := strconv.Atoi(r.URL.Query().Get("status")); err == nil {
		w.WriteHeader(status)
	}
	fmt.Fprintf(w, "%s slept %v\n", f.name, sleep)
}

func main() {
	name, err := os.Hostname()
	if err != nil {
		log.Fatal(err)
	}
	milliseconds, _ := strconv.Atoi(os.Getenv("SLEEP_MS"))
	f := &function{started: time.Now(), name: name, sleep: time.Duration(milliseconds) * time.Millisecond}
	mux := http.NewServeMux()
	mux.HandleFunc("/warmup", f.warmUp)
	mux.HandleFunc("/", f.call)
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	log.Fatal(http.ListenAndServe(":"+port, mux))
}
