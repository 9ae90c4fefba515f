package main

import (
	"os"
	"strconv"
	"strings"
)

// status reads fields of /proc/PID/status; sizes are in bytes. ok is false where
// there is no such process any more.
func status(pid int, names ...string) (values []int64, ok bool) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return nil, false
	}
	values = make([]int64, len(names))
	for line := range strings.Lines(string(text)) {
		key, rest, _ := strings.Cut(line, ":")
		for i, name := range names {
			if key != name {
				continue
			}
			number, unit, _ := strings.Cut(strings.TrimSpace(rest), " ")
			values[i], _ = strconv.ParseInt(number, 10, 64)
			if unit == "kB" {
				values[i] <<= 10
			}
		}
	}
	return values, true
}

// resident returns the memory of a process now and at its highest.
func resident(pid int) (now, high int64, ok bool) {
	v, ok := status(pid, "VmRSS", "VmHWM")
	if !ok || v[1] == 0 { // a process that has ended has no memory
		return 0, 0, false
	}
	return v[0], v[1], true
}

// childrenOf returns the memory of all that a process has started: what each has of
// its own, without the program's file, which they share.
func childrenOf(root int) (sum int64) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0
	}
	parents, own := map[int]int{}, map[int]int64{}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if v, ok := status(pid, "PPid", "RssAnon"); ok {
			parents[pid], own[pid] = int(v[0]), v[1]
		}
	}
	for pid := range parents {
		for above := parents[pid]; above != 0; above = parents[above] {
			if above == root {
				sum += own[pid]
				break
			}
		}
	}
	return sum
}
