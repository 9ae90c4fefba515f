package servers

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
)

// The parts of SOCKS5 (RFC 1928) that a proxy of one's own needs: the CONNECT
// command, without authentication.
const (
	socksVersion  = 5
	socksNoAuth   = 0
	socksConnect  = 1
	socksIPv4     = 1
	socksName     = 3
	socksIPv6     = 4
	socksGranted  = 0
	socksRefused  = 5
	socksNoMethod = 0xFF
)

// errNotSOCKS marks bytes that are no SOCKS5 request for a connection.
var errNotSOCKS = errors.New("not a SOCKS5 CONNECT")

// readConnect takes part in a SOCKS5 handshake up to its last reply, and
// returns the "host:port" the client wants. Names and addresses are told apart
// by their form alone, because Chromium sends literal addresses as names.
func readConnect(r *bufio.Reader, w io.Writer) (address string, err error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:2]); err != nil {
		return "", err
	}
	if head[0] != socksVersion {
		return "", fmt.Errorf("%w: version %d", errNotSOCKS, head[0])
	}
	methods := make([]byte, head[1])
	if _, err := io.ReadFull(r, methods); err != nil {
		return "", err
	}
	method := byte(socksNoMethod)
	for _, m := range methods {
		if m == socksNoAuth {
			method = socksNoAuth
		}
	}
	if _, err := w.Write([]byte{socksVersion, method}); err != nil {
		return "", err
	}
	if method == socksNoMethod {
		return "", fmt.Errorf("%w: the client insists on authentication", errNotSOCKS)
	}
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return "", err
	}
	if head[0] != socksVersion || head[1] != socksConnect {
		return "", fmt.Errorf("%w: command %d", errNotSOCKS, head[1])
	}
	host, err := readHost(r, head[3])
	if err != nil {
		return "", err
	}
	var port [2]byte
	if _, err := io.ReadFull(r, port[:]); err != nil {
		return "", err
	}
	return net.JoinHostPort(host, strconv.Itoa(int(binary.BigEndian.Uint16(port[:])))), nil
}

func readHost(r *bufio.Reader, kind byte) (string, error) {
	size := 0
	switch kind {
	case socksIPv4:
		size = net.IPv4len
	case socksIPv6:
		size = net.IPv6len
	case socksName:
		n, err := r.ReadByte()
		if err != nil {
			return "", err
		}
		size = int(n)
	default:
		return "", fmt.Errorf("%w: address type %d", errNotSOCKS, kind)
	}
	host := make([]byte, size)
	if _, err := io.ReadFull(r, host); err != nil {
		return "", err
	}
	if kind == socksName {
		return string(host), nil
	}
	return net.IP(host).String(), nil
}

// writeConnected is the last step of the handshake. The address it names is
// nobody's: there is no second connection.
func writeConnected(w io.Writer, code byte) error {
	_, err := w.Write([]byte{socksVersion, code, 0, socksIPv4, 0, 0, 0, 0, 0, 0})
	return err
}
