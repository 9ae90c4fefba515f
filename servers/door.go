package servers

import (
	"fmt"
	"net"
)

// OpenDoor returns a loopback address, "127.0.0.1:PORT", at which whoever connects
// is at address ("host:port") without asking a proxy: for browsers that must see an
// address themselves. There is one door for each address and kind, which only tells
// doors apart, until the network is closed.
func (n *Network) OpenDoor(address, kind string) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := address + " " + kind
	door := n.doors[key]
	if door == nil && !n.closed {
		listener, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return "", fmt.Errorf("open a door to %s: %w", address, err)
		}
		door = listener.(*net.TCPListener)
		n.doors[key] = door
		n.running.Go(func() { n.accept(door, address) })
	}
	if door == nil {
		return "", fmt.Errorf("open a door to %s: %w", address, net.ErrClosed)
	}
	return door.Addr().String(), nil
}
