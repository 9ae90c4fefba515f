// Package draft writes a scenario to begin with, from a policy that somebody has:
// pages that it means to let in, requests that it means to allow, and a stranger; or
// from requests that a browser made, with their answers.
//
// What it expects is what the policy seems to mean, not what it does. A
// disagreement with the prediction is where its owner is mistaken about it.
package draft
