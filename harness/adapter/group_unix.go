//go:build unix

package adapter

import (
	"os/exec"
	"syscall"
)

// groupOfItsOwn has a program begin a process group, so that what it starts can be
// ended with it.
func groupOfItsOwn() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func signalGroup(cmd *exec.Cmd, s syscall.Signal) error { return syscall.Kill(-cmd.Process.Pid, s) }
