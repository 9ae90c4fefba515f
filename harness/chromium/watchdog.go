package chromium

import (
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"syscall"
)

// A watchdog is a shell that outlives us by a moment. It waits for the end of a
// pipe that only we hold open, so it notices our end even when we are killed
// without a chance to clean up; then it kills the browser's process group and
// removes the profile.
type watchdog struct {
	cmd   *exec.Cmd
	leash io.Closer
}

// watchScript is told the group in $1 and the profile in $2. The browser's last
// children may still write while the profile is removed, for seconds on a busy
// machine, hence the repetition.
// Not every shell takes -- after the short form -9.
const watchScript = `
trap '' INT TERM HUP QUIT
read -r _
kill -s KILL -- "-$1" 2>/dev/null
tries=0
while [ $tries -lt 100 ]; do
	rm -rf -- "$2" 2>/dev/null && [ ! -e "$2" ] && exit
	sleep 0.1
	tries=$((tries + 1))
done
`

// watch starts a watchdog, in a process group of its own so that a Ctrl-C in
// the terminal does not reach it.
func watch(group int, profile string) (*watchdog, error) {
	cmd := exec.Command("/bin/sh", "-c", watchScript, "corslab-watchdog", strconv.Itoa(group), profile)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	leash, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the watchdog: %w", err)
	}
	if err := cmd.Start(); err != nil {
		leash.Close()
		return nil, fmt.Errorf("starting the watchdog: %w", err)
	}
	return &watchdog{cmd: cmd, leash: leash}, nil
}

// bite lets the watchdog do its work and waits for it.
func (w *watchdog) bite() {
	w.leash.Close()
	// The shell's exit status says nothing we could act on.
	_ = w.cmd.Wait()
}
