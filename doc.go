// Package corslab is the root of the module: a simulator of browsers' CORS
// behaviour and a test harness on real browsers. The command is in cmd/corslab,
// the simulated browser in fetch, the policy engines in policy. Here stand only
// the conformance suite, which runs the embedded catalogue in real Chromium, and
// the test that holds the layers between the packages.
package corslab
