package chromium

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// Names are the commands that Find looks for, in this order.
var Names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// A NotFoundError says that no browser is installed where Find looks.
type NotFoundError struct {
	// Names are the commands that were looked for in PATH.
	Names []string
}

func (e *NotFoundError) Error() string {
	return "no browser found: none of " + strings.Join(e.Names, ", ") + " is in PATH"
}

// Find returns the path of the first of Names that is in PATH, or a
// *NotFoundError.
func Find() (path string, err error) {
	for _, name := range Names {
		path, err := exec.LookPath(name)
		if err == nil || errors.Is(err, exec.ErrDot) {
			return path, err
		}
	}
	return "", &NotFoundError{Names: Names}
}

// versionLimit is how long Version waits for `--version`, which starts no
// browser.
const versionLimit = 20 * time.Second

// Version asks the browser at path for its version: "156.0.8078.79".
func Version(ctx context.Context, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, versionLimit)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("asking %s for its version: %w", path, err)
	}
	for _, word := range strings.Fields(string(out)) {
		if isVersion(word) {
			return word, nil
		}
	}
	return "", fmt.Errorf("%s --version printed no version: %q", path, out)
}

// isVersion reports whether s is four numbers joined by dots.
func isVersion(s string) bool {
	parts := strings.Split(s, ".")
	for _, p := range parts {
		if p == "" || strings.Trim(p, "0123456789") != "" {
			return false
		}
	}
	return len(parts) == 4
}
