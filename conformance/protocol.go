package conformance

import (
	"bytes"
	_ "embed"
)

// ProtocolVersion is the version of the adapter protocol that is spoken here.
const ProtocolVersion = 1

//go:embed protocol.schema.json
var protocolSchema []byte

// ProtocolSchema returns the JSON Schema (draft 2020-12) of a line of the adapter
// protocol, in either direction.
func ProtocolSchema() []byte { return bytes.Clone(protocolSchema) }

// A Command is a line that an adapter is sent. One of the fields beside ID is set.
type Command struct {
	ID        int               `json:"id"`
	Start     *StartCommand     `json:"start,omitempty"`
	Configure *ConfigureCommand `json:"configure,omitempty"`
	Stop      *StopCommand      `json:"stop,omitempty"`
	// Probe is a command that there is none of. Who knows nothing says so.
	Probe *struct{} `json:"probe-for-unknown-commands,omitempty"`
}

// A StartCommand is the first.
type StartCommand struct {
	Version int `json:"version"`
}

// A ConfigureCommand asks for a server with the policy.
type ConfigureCommand struct {
	Policy Policy `json:"policy"`
}

// A StopCommand ends the server that listens at a URL.
type StopCommand struct {
	Listening string `json:"listening"`
}

// A Reply is a line that an adapter answers with. ID is the command's, and one of the
// fields beside it is set.
type Reply struct {
	ID      int           `json:"id"`
	Started *StartedReply `json:"started"`
	// Listening is the URL of the server that was set up.
	Listening string `json:"listening"`
	Stopped   bool   `json:"stopped"`
	// Unsupported names what the adapter cannot do, and Why may say more.
	Unsupported string `json:"unsupported"`
	Why         string `json:"why"`
	// Error says what went wrong.
	Error string `json:"error"`
}

// A StartedReply says who the adapter is for.
type StartedReply struct {
	Version int    `json:"version"`
	Name    string `json:"name"`
	Release string `json:"release"`
	// Features are those of the extended level that are claimed; nil is all.
	Features []Feature `json:"features"`
}
