package main

import (
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/spf13/cobra"

	"github.com/corslab/corslab/playground/web"
	"github.com/corslab/corslab/story"
)

func newServe(out io.Writer) *cobra.Command {
	var listen string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Show a page on this machine that predicts as you type, with lessons",
		Long: `Serve the playground, for a browser on this machine: a page that predicts what a
browser does with a request as you type, shows which line decided and offers the
smallest fix, lessons that ask before they answer, and a page for every reason.
"Prove it" has your own browser or a headless Chromium make the request for real.

It listens on loopback only, fetches nothing that a page names, and runs until it
is interrupted. The first line of standard output is the address.`,
		Args: takes(0, "no arguments"),
		RunE: func(c *cobra.Command, _ []string) error {
			listener, err := listenOnLoopback(listen)
			if err != nil {
				return err
			}
			p := newProver(c.Context(), c.ErrOrStderr())
			defer p.close()
			if _, err := fmt.Fprintf(out, "http://%s/\n", listener.Addr()); err != nil {
				return errors.Join(err, listener.Close())
			}
			if err := web.New(web.Config{Headless: p.prove}).Serve(c.Context(), listener); err != nil {
				return broken(err)
			}
			return nil
		},
	}
	c.Flags().StringVar(&listen, "listen", story.Playground, "the loopback `ADDRESS` to listen on; port 0 is a free one")
	return c
}

// listenOnLoopback opens a port that no other machine can reach.
func listenOnLoopback(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, usage(fmt.Errorf("--listen %q: write HOST:PORT", address))
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, usage(fmt.Errorf("--listen %s: the playground is for this machine only; write 127.0.0.1:PORT", address))
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, broken(fmt.Errorf("%w; --listen 127.0.0.1:0 takes a free port", err))
	}
	return listener, nil
}
