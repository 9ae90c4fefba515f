// Package adapter puts servers of other people, in any language, under the suite for
// middleware: a program that speaks the adapter protocol on standard input and output,
// or a server that listens already.
//
// The program is never told what is expected of it. Whatever it does, hang, crash, talk
// nonsense or lie, ends in an error for the case at hand.
package adapter
