// Package playground answers, for a page that teaches CORS, what a browser does
// with a request: from the state of the page's form, as JSON, to the verdict, the
// decisions, the lines that decided and the smallest fix, as JSON.
//
// It is one function, Answer, which corslab serve calls over loopback and the
// static site calls as WebAssembly. The interface in site/ draws what it says and
// knows no CORS of its own. A state is made into a scenario before anything is
// simulated, so that what is shown is what an exported scenario file says.
package playground
