package dev.prewarm.knative.client;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A language in which the documentation shows a handler, and the program around it: it prints its port, and a line for each
 * priming, the first of which fails if the program's argument says so.
 */
enum SnippetLanguage {
    GO(
            "go",
            "main.go",
            ImmutableList.of("go", "version"),
            ImmutableList.of("go", "build", "-o", "handler", "main.go"),
            ImmutableList.of("./handler")) {
        @Override
        String program(List<String> snippets) {
            return """
                    package main

                    import (
                    	"errors"
                    	"fmt"
                    	"log"
                    	"net"
                    	"net/http"
                    	"os"
                    	"strconv"
                    	"sync"
                    	"sync/atomic"
                    	"time"
                    )

                    var primings int

                    func prime() error {
                    	primings++
                    	fmt.Println("priming")
                    	time.Sleep(50 * time.Millisecond)
                    	if primings == 1 && os.Args[1] == "fails at first" {
                    		return errors.New("not yet")
                    	}
                    	return nil
                    }

                    %s

                    func main() {
                    	%s
                    	mux := http.NewServeMux()
                    	mux.HandleFunc("/warmup", warmup)
                    	mux.Handle("/paper/", http.StripPrefix("/paper", http.DefaultServeMux))
                    	listener, err := net.Listen("tcp", "127.0.0.1:0")
                    	if err != nil {
                    		log.Fatal(err)
                    	}
                    	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
                    	log.Fatal(http.Serve(listener, mux))
                    }
                    """.formatted(snippets.get(1), snippets.get(0));
        }
    },

    NODE(
            "js",
            "handler.mjs",
            ImmutableList.of("node", "--version"),
            ImmutableList.of(),
            ImmutableList.of("node", "handler.mjs")) {
        @Override
        String program(List<String> snippets) {
            return """
                    import http from 'node:http';
                    import os from 'node:os';

                    let primings = 0;

                    async function prime() {
                      primings++;
                      console.log('priming');
                      await new Promise((done) => setTimeout(done, 50));
                      if (primings === 1 && process.argv[2] === 'fails at first') {
                        throw new Error('not yet');
                      }
                    }

                    %s

                    const server = http.createServer(warmup);
                    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
                    """.formatted(snippets.get(0));
        }
    },

    PYTHON(
            "python",
            "handler.py",
            ImmutableList.of("python3", "-c", "import flask"),
            ImmutableList.of(),
            ImmutableList.of("python3", "handler.py")) {
        @Override
        String program(List<String> snippets) {
            return """
                    import socket
                    import sys
                    import threading
                    import time

                    from flask import Flask, request
                    from werkzeug.serving import make_server

                    app = Flask(__name__)
                    primings = 0


                    def prime():
                        global primings
                        primings += 1
                        print("priming", flush=True)
                        time.sleep(0.05)
                        if primings == 1 and sys.argv[1] == "fails at first":
                            raise RuntimeError("not yet")


                    %s

                    server = make_server("127.0.0.1", 0, app, threaded=True)
                    print(server.server_port, flush=True)
                    server.serve_forever()
                    """.formatted(snippets.get(0));
        }
    };

    final String fence;
    final String file;
    final ImmutableList<String> build;
    final ImmutableList<String> run;
    private final ImmutableList<String> check;

    SnippetLanguage(
            String fence,
            String file,
            ImmutableList<String> check,
            ImmutableList<String> build,
            ImmutableList<String> run) {
        this.fence = fence;
        this.file = file;
        this.check = check;
        this.build = build;
        this.run = run;
    }

    /** A program that serves the language's handlers. */
    abstract String program(List<String> snippets);

    boolean installed(Path directory) {
        try {
            return SnippetServer.process(check, directory).start().waitFor() == 0;
        } catch (IOException e) {
            // No such program.
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
