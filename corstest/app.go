package corstest

import (
	"fmt"
	"net/http"
)

// App is the application behind the middleware: it answers everything, knows nothing
// of CORS, and says who it is. docs/adapters.md describes it for other languages.
func App() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("X-Total", "1")
		w.Header().Set("X-Secret", "1")
		switch r.URL.Path {
		case "/error":
			w.Header().Set("Cache-Control", "public, max-age=60")
			w.WriteHeader(http.StatusInternalServerError)
		case "/missing":
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprintf(w, "app %s %s", r.Method, r.URL.Path)
	})
}

// withVary has the answers at /vary depend on Accept-Encoding already when they come
// to the middleware, as one that compresses would.
func withVary(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/vary" {
			w.Header().Set("Vary", "Accept-Encoding")
		}
		next.ServeHTTP(w, r)
	})
}
