// Package chromium drives Chromium, and browsers built on it, for the harness.
//
// The process, the flags, the profile and the DevTools sessions are its own;
// chromedp gives it the protocol's types and the pipe they travel over. Pages
// are not driven action by action: one evaluation of driver.js makes all the
// requests of a batch, and the sessions of the page, its frames and its workers
// say on the side why a request failed.
package chromium
