package conformance

import (
	"fmt"

	"github.com/corslab/corslab/fetch"
	"github.com/corslab/corslab/wire"
)

// mustAllow finds fault if the page cannot have the response.
func (t *trial) mustAllow(c call) fetch.Prediction {
	p := t.ask(c)
	if p.Outcome == fetch.Allow {
		return p
	}
	t.find(classOfRefusal(p), ByPage, c, p, refusalText(c, p))
	return p
}

// refusalText says that a page was refused what the policy lets it have.
func refusalText(c call, p fetch.Prediction) string {
	text := fmt.Sprintf("The policy lets %s do %s; the browser refuses: %s", c.who(), c.text(), p.Reason)
	if p.Param != "" {
		text += " (" + p.Param + ")"
	}
	return text + "."
}

// classOfRefusal returns the class of a refusal that should not have been.
func classOfRefusal(p fetch.Prediction) Class {
	switch p.Reason {
	case fetch.MultipleAllowOriginValues, fetch.PreflightMultipleAllowOriginValues:
		return DuplicateHeaders
	case fetch.WildcardOriginNotAllowed, fetch.PreflightWildcardOriginNotAllowed:
		return WildcardInert
	case fetch.InvalidAllowOriginValue, fetch.PreflightInvalidAllowOriginValue,
		fetch.InvalidAllowMethodsPreflightResponse, fetch.InvalidAllowHeadersPreflightResponse:
		return InvalidValue
	case fetch.PreflightInvalidStatus, fetch.PreflightDisallowedRedirect:
		return PreflightStatus
	case fetch.MissingAllowOriginHeader, fetch.InvalidAllowCredentials, fetch.AllowOriginMismatch:
		if p.Preflight {
			return MissingOnActual
		}
	}
	return OverDeny
}

// mustNotRead finds fault if the page can have the response, or can have the server
// do what needs leave.
func (t *trial) mustNotRead(class Class, c call) fetch.Prediction {
	p := t.ask(c)
	switch {
	case p.Outcome == fetch.Allow && p.Preflight:
		t.find(class, ByPage, c, p, fmt.Sprintf("%s does %s, and reads the answer. The policy does not let it.", upper(c.who()), c.text()))
	case p.Outcome == fetch.Allow:
		t.find(class, ByPage, c, p, fmt.Sprintf("%s reads the answer to %s. The policy does not let it.", upper(c.who()), c.text()))
	case p.Preflight && isSent(p):
		t.find(PreflightWide, ByPage, c, p, fmt.Sprintf("The preflight lets %s do %s, so the request is sent and the server acts on it, though the page cannot read the answer. The policy does not let it.", c.who(), c.text()))
	}
	return p
}

// admits reports whether a page of an origin can read an answer, and with
// credentials, if the policy is one with them.
func (t *trial) admits(c call) bool { return t.ask(c).Outcome == fetch.Allow }

// noticeOdd notices what is strange in an answer that refuses a page.
func (t *trial) noticeOdd(c call, p fetch.Prediction) {
	if p.Outcome == fetch.Allow || len(p.Exchanges) == 0 {
		return
	}
	answer := p.Exchanges[len(p.Exchanges)-1].Response
	value, ok := answer.Header.Get("Access-Control-Allow-Origin")
	switch {
	case !ok || value == Any:
	case value == "":
		t.notice(EmptyValue, p, fmt.Sprintf("%s is refused with an empty Access-Control-Allow-Origin. Browsers refuse it either way.", upper(c.who())))
	case value != c.from:
		t.notice(NamesOther, p, fmt.Sprintf("%s is told Access-Control-Allow-Origin: %s. Browsers refuse it, as the policy wants.", upper(c.who()), value))
	}
}

// upper begins a sentence.
func upper(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]-'a'+'A') + s[1:]
}

// last returns the last answer of a call.
func lastAnswer(p fetch.Prediction) wire.Response {
	if len(p.Exchanges) == 0 {
		return wire.Response{}
	}
	return p.Exchanges[len(p.Exchanges)-1].Response
}
