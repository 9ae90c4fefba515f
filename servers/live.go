package servers

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// Live is the real world as a wire.Server: each request goes to the server at its
// origin, over a connection of its own, by HTTP/1.1. Lines are sent and kept as
// they are. Its zero value is ready for use.
type Live struct {
	// Context ends what is under way; nil never ends.
	Context context.Context //nolint:containedctx // wire.Server has none, and ends with its owner
	// Timeout is how long an exchange may take, the connection included; 0 is no
	// limit.
	Timeout time.Duration
	// Insecure accepts every certificate.
	Insecure bool
	// Lines are added to each request that does not have them: what a browser
	// says of itself and the simulation leaves out.
	Lines wire.Header
}

// maxAnswer is how much of an answer's content is read, in bytes. What follows
// changes nothing that a browser decides.
const maxAnswer = 1 << 20

// maxAnswerHead is how many bytes of header an answer may have: a server may repeat
// what it was sent, which the suite for middleware has long.
const maxAnswerHead = 1 << 20

// Answer sends the request and returns what came back. What went wrong is the
// answer's fault, and its notes say more.
func (l *Live) Answer(r wire.Request) wire.Response {
	ctx := l.Context
	if ctx == nil {
		ctx = context.Background()
	}
	if l.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, l.Timeout)
		defer cancel()
	}
	conn, err := l.connect(ctx, r.Origin)
	if err != nil {
		if ctx.Err() != nil {
			return failed(wire.FaultHang, "connect", ctx.Err())
		}
		return failed(wire.FaultRefuse, "connect", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })
	defer stop()
	answer, err := exchange(conn, l.complete(r))
	if err != nil {
		return failed(faultOf(ctx, err), "exchange", err)
	}
	return answer
}

// connect opens a connection to the server at an origin.
func (l *Live) connect(ctx context.Context, origin string) (net.Conn, error) {
	url, err := fetch.ParseURL(origin, nil)
	if err != nil {
		return nil, err
	}
	host, port := strings.Trim(url.Host(), "[]"), url.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[url.Scheme()]
	}
	address := net.JoinHostPort(host, port)
	if url.Scheme() != "https" {
		return new(net.Dialer).DialContext(ctx, "tcp", address)
	}
	dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: l.Insecure}} //nolint:gosec // the user asks for it
	return dialer.DialContext(ctx, "tcp", address)
}

// complete returns the request with the lines that a browser would add.
func (l *Live) complete(r wire.Request) wire.Request {
	header := r.Header.Clone()
	for _, line := range l.Lines {
		if name, _, _ := line.Cut(); !header.Has(name) {
			header = append(header, line)
		}
	}
	r.Header = header
	return r
}

// exchange sends a request and reads the answer to it.
func exchange(conn net.Conn, r wire.Request) (wire.Response, error) {
	if _, err := conn.Write(appendRequest(nil, r)); err != nil {
		return wire.Response{}, err
	}
	reader := bufio.NewReader(conn)
	for {
		answer, err := readResponse(reader, r.Method)
		if err != nil || answer.Status >= 200 || answer.Status == 101 {
			return answer, err
		}
	}
}

// appendRequest appends a request as it goes out.
func appendRequest(b []byte, r wire.Request) []byte {
	b = append(b, r.Method+" "+r.Target+" HTTP/1.1\r\n"...)
	for _, line := range r.Header {
		b = append(b, string(line)+"\r\n"...)
	}
	b = append(b, "\r\n"...)
	return append(b, r.Body...)
}

// readResponse reads one response to a method (RFC 9112). Header lines are kept as
// they came, also those that are none.
func readResponse(r *bufio.Reader, method string) (wire.Response, error) {
	left := maxAnswerHead
	start, err := readLine(r, &left)
	if err != nil {
		return wire.Response{}, err
	}
	answer, err := parseStatusLine(start)
	if err != nil {
		return wire.Response{}, err
	}
	for {
		line, err := readLine(r, &left)
		if err != nil {
			return wire.Response{}, unexpected(err)
		}
		if line == "" {
			break
		}
		answer.Header = append(answer.Header, wire.Line(line))
	}
	if hasContent(method, answer.Status) {
		answer.Body, err = readAnswer(r, answer.Header)
	}
	return answer, err
}

func parseStatusLine(line string) (wire.Response, error) {
	version, rest, _ := strings.Cut(line, " ")
	code, reason, _ := strings.Cut(rest, " ")
	status, err := strconv.Atoi(code)
	if !strings.HasPrefix(version, "HTTP/") || err != nil || len(code) != 3 || status < 100 {
		return wire.Response{}, newMessageError("status line", line)
	}
	return wire.Response{Status: status, Reason: reason}, nil
}

// readAnswer reads the content of a response, at most maxAnswer bytes of it. A
// connection that ends early has its part taken: the header has decided.
func readAnswer(r *bufio.Reader, header wire.Header) ([]byte, error) {
	var body []byte
	var err error
	switch lengths := listed(header, "Content-Length"); {
	case isChunked(header):
		body, err = readChunks(r)
	case len(lengths) > 0:
		n, parseErr := strconv.ParseInt(lengths[0], 10, 64)
		if parseErr != nil || n < 0 {
			return nil, newMessageError("header", "Content-Length: "+strings.Join(lengths, ", "))
		}
		body, err = readBytes(r, min(n, maxAnswer))
	default:
		body, err = io.ReadAll(io.LimitReader(r, maxAnswer))
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || isMalformed(err) {
		err = nil
	}
	return body, err
}

func isChunked(header wire.Header) bool {
	codings := listed(header, "Transfer-Encoding")
	return len(codings) > 0 && wire.EqualFold(codings[len(codings)-1], "chunked")
}

func isMalformed(err error) bool {
	var malformed *MessageError
	return errors.As(err, &malformed)
}

// failed is an answer that did not come.
func failed(kind wire.FaultKind, stage string, err error) wire.Response {
	return wire.Response{Fault: wire.Fault{Kind: kind}, Notes: []wire.Note{{Section: "network:" + stage, Text: errorText(err)}}}
}

// errorText says in the terms of a browser's user what went wrong.
func errorText(err error) string {
	var (
		dns     *net.DNSError
		unknown x509.UnknownAuthorityError
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Sprintf("There is no host %s.", dns.Name)
	case errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &invalid):
		return "The certificate is not trusted: " + err.Error() + "."
	case errors.As(err, &record):
		return "What answers there speaks no TLS."
	case errors.Is(err, syscall.ECONNREFUSED):
		return "Nothing listens there."
	case errors.Is(err, context.DeadlineExceeded):
		return "It took longer than allowed."
	}
	return "It failed: " + err.Error() + "."
}

// faultOf returns what an error of an exchange is to a browser.
func faultOf(ctx context.Context, err error) wire.FaultKind {
	switch {
	case ctx.Err() != nil:
		return wire.FaultHang
	case isMalformed(err):
		return wire.FaultGarbage
	case errors.Is(err, io.EOF):
		return wire.FaultClose
	}
	return wire.FaultReset
}
