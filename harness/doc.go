// Package harness runs scenarios in a real browser: plan, serve, drive, collect,
// judge. It knows no browser by name: a driver such as harness/chromium
// implements Browser and is handed in.
package harness
