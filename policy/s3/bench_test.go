package s3_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/rs/cors"

	"github.com/corslab/corslab/policy/s3"
)

// The preflight that every benchmark answers. It matches the last rule, for the
// origin of that rule.
const (
	benchMethod  = "PUT"
	benchHeaders = "content-type,x-amz-acl"
)

func benchOrigin(rule int) string { return fmt.Sprintf("https://site-%d.example", rule) }

func benchPolicy(rules int) string {
	list := make([]string, rules)
	for i := range list {
		list[i] = fmt.Sprintf(`{"AllowedOrigins": [%q], "AllowedMethods": ["GET", "PUT"],
			"AllowedHeaders": ["content-type", "x-amz-acl"], "MaxAgeSeconds": 600}`, benchOrigin(i+1))
	}
	return "[" + strings.Join(list, ",") + "]"
}

func BenchmarkS3Decision(b *testing.B) {
	for _, rules := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("rules=%d", rules), func(b *testing.B) {
			server := mustParse(b, benchPolicy(rules)).New(nil)
			request := preflight(benchOrigin(rules), benchMethod, benchHeaders)
			if got := server.Answer(request); got.Status != 200 {
				b.Fatalf("status %d", got.Status)
			}
			b.ReportAllocs()
			for b.Loop() {
				server.Answer(request)
			}
		})
	}
}

// BenchmarkRSCors answers the same preflight with github.com/rs/cors, whose
// policy is one rule with a list of origins.
func BenchmarkRSCors(b *testing.B) {
	for _, origins := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("origins=%d", origins), func(b *testing.B) {
			list := make([]string, origins)
			for i := range list {
				list[i] = benchOrigin(i + 1)
			}
			handler := cors.New(cors.Options{
				AllowedOrigins:   list,
				AllowedMethods:   []string{"GET", "PUT"},
				AllowedHeaders:   []string{"content-type", "x-amz-acl"},
				AllowCredentials: true,
				MaxAge:           600,
			})
			request, err := http.NewRequest("OPTIONS", "https://uploads.s3.us-east-1.amazonaws.com/photo.jpg", nil)
			if err != nil {
				b.Fatal(err)
			}
			request.Header.Set("Origin", benchOrigin(origins))
			request.Header.Set("Access-Control-Request-Method", benchMethod)
			request.Header.Set("Access-Control-Request-Headers", benchHeaders)
			writer := &discardWriter{header: http.Header{}}
			handler.HandlerFunc(writer, request)
			if writer.header.Get("Access-Control-Allow-Origin") != benchOrigin(origins) {
				b.Fatalf("refused: %v", writer.header)
			}
			b.ReportAllocs()
			for b.Loop() {
				clear(writer.header)
				handler.HandlerFunc(writer, request)
			}
		})
	}
}

// A discardWriter is a http.ResponseWriter that keeps only headers.
type discardWriter struct{ header http.Header }

func (w *discardWriter) Header() http.Header         { return w.header }
func (w *discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (w *discardWriter) WriteHeader(int)             {}

// BenchmarkParse reads 100 rules.
func BenchmarkParse(b *testing.B) {
	policy := []byte(benchPolicy(100))
	b.SetBytes(int64(len(policy)))
	for b.Loop() {
		if _, err := s3.Parse("policy.json", policy); err != nil {
			b.Fatal(err)
		}
	}
}
